using Steadytrace.Cluster.Top;
namespace Steadytrace.Top.Model;

/// <summary>Which intervals to look at, one after another: aligned as those that are published, whole ones only.</summary>
/// <param name="interval">How long each is.</param>
/// <param name="isExact">Waits until nothing of an interval will change any more.</param>
/// <param name="patienceSeconds">How far a source may be behind the first before the others are looked at without it.</param>
internal sealed class AlignedLooks(TopInterval interval, bool isExact = false, int patienceSeconds = 3)
{
    private long? _next;

    /// <summary>The next interval that can be looked at; null while there is none.</summary>
    public AlignedLook? TryTake(TopModel model)
    {
        if (FirstReached(model) is not { } first || (_next ?? Start(model, first)) is not { } from) return null;
        var span = new TopSpan(from, from + interval.Seconds);
        if (first < span.Until) return null;
        if (model.Sources.Any(source => !HasReached(source, span.Until)) && first < span.Until + patienceSeconds) return null;
        _next = span.Until;
        return new AlignedLook(
            span, model.Sources.All(source => source.From <= span.From && source.Through >= span.Until && source.Source.Problem.Length == 0),
            model.Sources.All(source => source.Settled >= span.Until));
    }

    /// <summary>Counting may begin a little later on one host than on another: the first interval is one that all have from its start.</summary>
    private long? Start(TopModel model, long first)
    {
        var from = model.Sources.Select(source => source.From).OfType<long>().Max();
        if (model.Sources.Any(source => source.From is null) && first < from + patienceSeconds) return null;
        return (from + interval.Seconds - 1) / interval.Seconds * interval.Seconds;
    }

    private bool HasReached(SourceHistory source, long until) => Reached(source) is { } reached && reached >= until;

    private long? Reached(SourceHistory source) => isExact ? source.Settled : source.Through;

    private long? FirstReached(TopModel model) => model.Sources.Where(source => source.From is not null).Select(Reached).Max();
}
