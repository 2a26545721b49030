using System.Runtime.InteropServices;
using Steadytrace.Traces.Tallies;

namespace Steadytrace.Metrics.Names;

/// <summary>From the counts of one source and interval to the lines that are published.</summary>
/// <remarks>
/// The same counts give the same lines in the same order, whoever makes them: an interval that is published twice has one effect.
/// The sum over the process names, and the sum over the events, is the number of events counted.
/// </remarks>
public static class IntervalMetrics
{
    private const int MostLedgerLines = 7;

    /// <summary>All of <see cref="Lines"/>, as one batch.</summary>
    public static MetricBatch Batch(MetricScope scope, long startUnixSeconds, IntervalTally tally, LedgerLines ledger, MetricOptions options) =>
        new(scope, startUnixSeconds, Lines(scope, startUnixSeconds, tally, ledger, options));

    /// <summary>Ledger lines first, then events by name, then processes by name, <c>_other</c> last; names that fall together are added up.</summary>
    /// <param name="scope">Source and interval length.</param>
    /// <param name="startUnixSeconds">Start of the interval in Unix seconds.</param>
    /// <param name="tally">The counts; may be empty.</param>
    /// <param name="ledger">What is said of the interval itself.</param>
    /// <param name="options">Groups and limits; <see cref="MetricOptions.Unlimited"/> for a correction.</param>
    public static IReadOnlyList<MetricLine> Lines(MetricScope scope, long startUnixSeconds, IntervalTally tally, LedgerLines ledger, MetricOptions options)
    {
        var head = MetricNames.Head(scope);
        var tail = MetricNames.Tail(scope);
        var (ledgerHead, eventHead, processHead, end) = ($"{head}.ledger.", $"{head}.events.", $"{head}.procname.", $".{tail}");
        var lines = new List<MetricLine>(MostLedgerLines + tally.ByEvent.Count + Math.Min(tally.ByProcess.Count, options.MaxProcessNames) + 1);

        void Line(string begin, string name, double value) => lines.Add(new MetricLine(string.Concat(begin, name, end), value, startUnixSeconds));

        if (ledger.Recorded is { } recorded) Line(ledgerHead, "recorded", recorded);
        Line(ledgerHead, "counted", ledger.Counted);
        Line(ledgerHead, "lost", ledger.Lost);
        Line(ledgerHead, "lost_chunks", ledger.LostChunks);
        // Few tracers lose packets, and those that do tell the events beside them, or cannot.
        if (tally.LostPackets > 0) Line(ledgerHead, "lost_packets", tally.LostPackets);
        Line(ledgerHead, "gap_seconds", ledger.GapSeconds);
        Line(ledgerHead, "partial", ledger.Partial ? 1 : 0);

        var events = AddedUp(tally.ByEvent, MetricNames.EventParts);
        foreach (var (name, count) in events.OrderBy(pair => pair.Key, StringComparer.Ordinal)) Line(eventHead, name, count);

        var processes = AddedUp(tally.ByProcess, process => MetricNames.Part(options.GroupOf(process)));
        // A process that calls itself so cannot be told from the rest; it is added to it, and its events stay counted.
        processes.Remove(MetricNames.Other, out var other);
        IEnumerable<KeyValuePair<string, long>> named = processes;
        if (processes.Count > options.MaxProcessNames)
        {
            var bySize = processes.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal).ToList();
            other += bySize.Skip(options.MaxProcessNames).Sum(pair => pair.Value);
            named = bySize.Take(options.MaxProcessNames);
        }

        foreach (var (name, count) in named.OrderBy(pair => pair.Key, StringComparer.Ordinal)) Line(processHead, name, count);
        Line(processHead, MetricNames.Other, other);
        return lines;
    }

    private static Dictionary<string, long> AddedUp<TKey>(Dictionary<TKey, long> counts, Func<TKey, string> name) where TKey : notnull
    {
        var sums = new Dictionary<string, long>(counts.Count);
        foreach (var (key, count) in counts) CollectionsMarshal.GetValueRefOrAddDefault(sums, name(key), out _) += count;
        return sums;
    }
}
