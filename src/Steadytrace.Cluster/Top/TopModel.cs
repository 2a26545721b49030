using Steadytrace.Cluster.Fleet;

namespace Steadytrace.Cluster.Top;

/// <summary>The counts of the last seconds of every source, and what they say.</summary>
/// <remarks>No clock, no terminal, no network. Every second is kept as it was told last, so that a second told twice counts once.</remarks>
public sealed class TopModel(int mostEntries = TopModel.MostEntries)
{
    /// <summary>Names in all seconds of all sources together, about 100 MB; beyond them the oldest seconds are forgotten.</summary>
    public const int MostEntries = 1_000_000;

    /// <summary>A source that lies so far behind the others does not hold them up.</summary>
    private const int SecondsOfPatience = 5;

    private const int SecondsOfTrend = 60;
    private readonly SortedDictionary<(string Host, string Recorder), SourceHistory> _sources = new(Comparer<(string Host, string Recorder)>.Create(
        (one, other) => string.CompareOrdinal(one.Host, other.Host) is not 0 and var byHost ? byHost : string.CompareOrdinal(one.Recorder, other.Recorder)));

    private int _secondsKept = LiveView.SecondsKept;

    public IReadOnlyCollection<SourceHistory> Sources => _sources.Values;

    /// <summary>Up to here every source is counted that is not far behind; null before the first count.</summary>
    public long? CommonThrough
    {
        get
        {
            var throughs = _sources.Values.Select(source => source.Through).OfType<long>().ToList();
            return throughs.Count == 0 ? null : throughs.Where(through => through >= throughs.Max() - SecondsOfPatience).Min();
        }
    }

    /// <summary>The same, standing still.</summary>
    public TopModel Snapshot()
    {
        var copy = new TopModel(mostEntries) { _secondsKept = _secondsKept };
        foreach (var (key, source) in _sources) copy._sources.Add(key, source.Snapshot());
        return copy;
    }

    /// <summary>Takes what changed.</summary>
    public void Take(LiveView view)
    {
        var told = view.Sources.Select(source => (source.Host, source.Recorder)).ToHashSet();
        foreach (var gone in _sources.Keys.Where(key => !told.Contains(key)).ToList()) _sources.Remove(gone);
        foreach (var source in view.Sources)
        {
            if (_sources.TryGetValue((source.Host, source.Recorder), out var known)) known.Take(source);
            else _sources.Add((source.Host, source.Recorder), new SourceHistory(source));
        }

        foreach (var second in view.Seconds)
            if (_sources.TryGetValue((second.Host, second.Recorder), out var source)) source.Take(second);
        Forget();
    }

    /// <summary>A look at the last seconds of each source, as long as the question says.</summary>
    public TopLook Look(TopQuestion question, DateTimeOffset at) => Look(question, at, source => source.Last(question.Interval.Seconds), source => source.Minute);

    /// <summary>A look at the same seconds of all sources, and at nothing else.</summary>
    public TopLook Look(TopQuestion question, DateTimeOffset at, TopSpan span) => Look(question, at, _ => span, _ => default);

    private TopLook Look(TopQuestion question, DateTimeOffset at, Func<SourceHistory, TopSpan> spanOf, Func<SourceHistory, TopSpan> minuteOf)
    {
        var asked = _sources.Values.Where(source => question.Host is null || source.Source.Host == question.Host).ToList();
        var sources = asked.Select(source => TopSums.OfSource(source, spanOf(source), minuteOf(source), at)).ToList();
        var total = TopSums.Of(sources);
        sources = [.. sources.Select(row => TopSums.Shared(row, total.Events))];
        IReadOnlyList<TopRow> rows = question.View == TopView.Hosts ? sources : TopSums.ByName(asked, question, spanOf, minuteOf, total.Events);
        var shown = rows.Where(row => IsWanted(row, question.Filter)).ToList();
        shown.Sort(new TopOrder(question.Sort, question.IsReversed));
        return new TopLook(
            at, question, shown, rows.Count - shown.Count, sources, _sources.Keys.Select(key => key.Host).Distinct().Count(), total, TrendOf(asked));
    }

    private static bool IsWanted(TopRow row, string filter) =>
        filter.Length == 0 || row.Name.Contains(filter, StringComparison.OrdinalIgnoreCase) || row.Host.Contains(filter, StringComparison.OrdinalIgnoreCase);

    private List<long> TrendOf(List<SourceHistory> sources)
    {
        if (CommonThrough is not { } until) return [];
        var from = Math.Max(until - SecondsOfTrend, sources.Select(source => source.From).OfType<long>().DefaultIfEmpty(until).Min());
        var span = new TopSpan(from, until);
        var sums = new long[span.Seconds];
        foreach (var second in sources.SelectMany(source => source.Within(span))) sums[second.UnixSeconds - from] += second.Events.Sum(count => count.Count);
        return [.. sums];
    }

    private void Forget()
    {
        while (_sources.Values.Sum(source => source.Entries) > mostEntries && _secondsKept > 1)
        {
            _secondsKept = _secondsKept * 3 / 4;
            ForgetOlder();
        }

        ForgetOlder();
    }

    private void ForgetOlder()
    {
        foreach (var source in _sources.Values)
            if (source.Newest is { } newest) source.Forget(newest - _secondsKept + 1);
    }
}
