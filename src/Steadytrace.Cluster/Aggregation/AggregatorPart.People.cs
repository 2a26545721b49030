using System.Text;
using Akka.Actor;
using Steadytrace.Cluster.Fleet;
using Steadytrace.Cluster.Messages;
using Steadytrace.Cluster.Wire;
using Steadytrace.Recording.Spool;

namespace Steadytrace.Cluster.Aggregation;

/// <summary>What people see of an aggregator: intervals, recent metrics, the publisher. Memory only; a new term begins empty.</summary>
public sealed partial class AggregatorPart
{
    private const int TopNames = 20;
    private const int CpusTold = 16;

    // Numbers, short names and type marks; loss by CPU included.
    private const int BytesOfInterval = 768;
    private const int BytesOfCount = 24;

    /// <summary>About 1 KB each; <see cref="MessageLimits.Fitting"/> sees to those with long names.</summary>
    private const int MaxIntervals = 500;

    /// <summary>Over all sources, about 2 KB each.</summary>
    private const int MaxIntervalsKept = 50_000;
    private string _publisherState = "";
    private string _lastFailure = "";
    private long _lines;
    private long _intervals;

    private void ReceiveForPeople()
    {
        Receive<IntervalsWanted>(wanted => Sender.Tell(new IntervalsGiven([.. MessageLimits.Fitting(Intervals(Math.Clamp(wanted.Limit, 1, MaxIntervals)), TextBytes)])));
        Receive<MetricNamesWanted>(wanted => Sender.Tell(new MetricNamesGiven([.. MessageLimits.Fitting(_recent.Names(wanted.Match, Math.Clamp(wanted.Limit, 1, 10_000)), Encoding.UTF8.GetByteCount)])));
        Receive<SeriesWanted>(wanted => Sender.Tell(_recent.Series(wanted.Name) is { } series
            ? new SeriesGiven(true, [.. series.Points.Select(point => point.UnixSeconds)], [.. series.Points.Select(point => point.Value)])
            : new SeriesGiven(false, [], [])));
        Receive<PublisherReportWanted>(_ => Sender.Tell(new PublisherReport(new PublisherView(
            _node.Datacenter, _term.Node, _publisherState, _options.Broker, _lines, _intervals, _publishing, _lastFailure))));
    }

    private void Remember(SourceEntry source, LedgerInterval interval, int lines)
    {
        // The ledger drops its own once it is confirmed; what people look at later is only its top.
        source.History.Enqueue(View(source, interval, interval.Lines.Partial ? "partial" : "published", lines));
        var kept = Math.Clamp(MaxIntervalsKept / _sources.Count, 2, _options.IntervalsKept);
        while (source.History.Count > kept) source.History.Dequeue();
    }

    private IntervalView[] Intervals(int limit) =>
    [
        .. _sources.Values
            .SelectMany(source => source.Ledger.StillOpen().Select(interval => View(source, interval, "open", 0))
                .Concat(source.History))
            .GroupBy(view => (view.Host, view.Recorder, view.Start))
            .Select(group => group.Last())
            .OrderByDescending(view => view.Start).ThenBy(view => view.Host, StringComparer.Ordinal)
            .Take(limit),
    ];

    private IntervalView View(SourceEntry source, LedgerInterval interval, string state, int lines) => new(
        source.Scope.Host, source.Scope.Recorder, source.Scope.Datacenter, source.Scope.Interval.Name,
        DateTimeOffset.FromUnixTimeSeconds(interval.StartUnixSeconds), state, interval.Lines.Recorded, interval.Tally.Events, interval.Tally.Lost,
        interval.Lines.LostChunks, interval.Lines.GapSeconds, lines,
        Top(interval.Tally.ByEvent.Select(count => new NamedCount(count.Key.Name, count.Value))),
        Top(interval.Tally.ByProcess.Select(count => new NamedCount(count.Key, count.Value))))
    {
        LostPackets = interval.Tally.LostPackets,
        LostByCpu = LossOfCpu.Of(interval.Tally).Take(CpusTold).ToArray(),
    };

    private static int TextBytes(IntervalView view) => BytesOfInterval + view.TopEvents.Concat(view.TopProcesses).Sum(count => BytesOfCount + Encoding.UTF8.GetByteCount(count.Name));

    private static NamedCount[] Top(IEnumerable<NamedCount> counts) =>
        [.. counts.OrderByDescending(count => count.Count).ThenBy(count => count.Name, StringComparer.Ordinal).Take(TopNames).Select(count => count with { Name = MessageSizes.Short(count.Name) })];
}
