using Steadytrace.Traces;
using Steadytrace.Traces.Tallies;

namespace Steadytrace.Commands.Count;

/// <summary>What was counted, and what is shown of it.</summary>
internal sealed class CountAnswer
{
    public CountAnswer(CountedPaths counted, PairFilter filter)
    {
        (Whole, Filter, Span, IsDamaged) = (counted.Tally, filter, counted.Span, counted.Faults > 0);
        Shown = filter.Of(Whole);
        Parts = [.. counted.Parts.Select(part => part with { Tally = filter.Of(part.Tally) })];
    }

    /// <summary>All that was counted.</summary>
    public Tally Whole { get; }

    /// <summary>What the filter leaves of it.</summary>
    public Tally Shown { get; }

    /// <summary>What the filter leaves of each part.</summary>
    public IReadOnlyList<CountedPart> Parts { get; }

    public PairFilter Filter { get; }

    public TraceSpan? Span { get; }

    /// <summary>Not all of the traces could be read.</summary>
    public bool IsDamaged { get; }
}
