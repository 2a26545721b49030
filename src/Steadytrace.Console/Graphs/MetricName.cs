using Steadytrace.Traces.Tallies;

namespace Steadytrace.Console.Graphs;

/// <summary>The parts of a metric's dotted name that a legend tells apart.</summary>
/// <param name="Whole">The name as published.</param>
/// <param name="Family"><c>events</c>, <c>procname</c>, <c>ledger</c>; empty for a name of another shape.</param>
/// <param name="Subject">The event, process or figure; the whole name for one of another shape.</param>
/// <param name="Step">Seconds that one value stands for.</param>
public sealed record MetricName(string Whole, string Interval, string Recorder, string Family, string Subject, string Place, int Step)
{
    public static MetricName Parse(string name)
    {
        var parts = name.Split('.');
        var known = IntervalLength.TryParse(parts[0], out var length);
        var step = known ? length.Seconds : IntervalLength.OneMinute.Seconds;
        if (!known || parts.Length < 6) return new MetricName(name, known ? parts[0] : "", "", "", name, "", step);
        return new MetricName(name, parts[0], parts[1], parts[2], string.Join('.', parts[3..^2][^1..]), $"{parts[^1]} · {parts[^2]}", step);
    }

    /// <summary>What the values count.</summary>
    public string Unit => (Family, Subject) switch
    {
        ("ledger", "gap_seconds") => "seconds",
        ("ledger", "lost_chunks") => "chunks",
        ("ledger", "lost_packets") => "packets",
        ("ledger", "partial") => "1 where partial",
        ("", _) => "",
        _ => "events",
    };
}
