using Steadytrace.Cluster.Fleet;

namespace Steadytrace.Cluster.Top;

/// <summary>Adds seconds up to rows.</summary>
public static class TopSums
{
    /// <summary>What the kernel calls the process of a processor that has nothing to do: <c>swapper/0</c>.</summary>
    private const string Idle = "swapper/";

    private const double NanosecondsPerSecond = 1_000_000_000;

    /// <summary>A host's recorder.</summary>
    public static TopRow OfSource(SourceHistory source, TopSpan span, TopSpan minute, DateTimeOffset at)
    {
        var sums = new Sums();
        foreach (var second in source.Within(span))
        {
            sums.Add(second.Events.Sum(count => count.Count), CpuOf(second), span.Seconds);
            sums.Lost += second.Lost;
            sums.LostPackets += second.LostPackets;
        }

        sums.Minute = source.Within(minute).Sum(second => second.Events.Sum(count => count.Count));
        return sums.Row(source.Source.Host, source.Source.Host, "", whole: 0) with
        {
            Recorder = source.Source.Recorder,
            Lost = sums.Lost,
            LostPackets = sums.LostPackets,
            LostSinceStart = source.Lost,
            Behind = source.Source.CountedThrough is { } through ? TimeSpan.FromTicks(Math.Max(0, (at - through).Ticks)) : null,
            Problem = source.Source.Problem,
        };
    }

    /// <summary>All sources together.</summary>
    public static TopRow Of(IReadOnlyCollection<TopRow> sources) => new(
        "", "", "", sources.Sum(row => row.Events), sources.Sum(row => row.PerSecond), 1, sources.Any(row => row.Cpu is not null) ? sources.Sum(row => row.Cpu) : null, sources.Sum(row => row.Minute))
    {
        Lost = sources.Sum(row => row.Lost),
        LostPackets = sources.Sum(row => row.LostPackets),
        LostSinceStart = sources.Sum(row => row.LostSinceStart),
    };

    public static TopRow Shared(TopRow row, long whole) => row with { Share = ShareOf(row.Events, whole) };

    /// <summary>Processes, types or events.</summary>
    public static List<TopRow> ByName(IEnumerable<SourceHistory> sources, TopQuestion question, Func<SourceHistory, TopSpan> spanOf, Func<SourceHistory, TopSpan> minuteOf, long whole)
    {
        var rows = new Dictionary<(string Name, string Host, string Type), Sums>();
        foreach (var source in sources)
        {
            var host = question.AreHostsApart ? source.Source.Host : "";
            var (span, minute) = (spanOf(source), minuteOf(source));
            foreach (var second in source.Seconds)
            {
                var (isInSpan, isInMinute) = (span.Holds(second.UnixSeconds), minute.Holds(second.UnixSeconds));
                if (!isInSpan && !isInMinute) continue;
                foreach (var (name, type, count, cpu) in CountsOf(second, question))
                {
                    if (!rows.TryGetValue((name, host, type), out var sums)) rows.Add((name, host, type), sums = new Sums());
                    if (isInSpan) sums.Add(count, cpu, span.Seconds);
                    if (isInMinute) sums.Minute += count;
                }
            }
        }

        return [.. rows.Select(row => row.Value.Row(row.Key.Name, row.Key.Host, row.Key.Type, whole))];
    }

    private static IEnumerable<(string Name, string Type, long Count, long? CpuNs)> CountsOf(LiveSecondView second, TopQuestion question) => question.View switch
    {
        TopView.Processes => second.Processes.Select(process => (process.Name, "", process.Count, process.CpuNs)),
        TopView.Types => second.Events.Select(count => (count.Type, "", count.Count, (long?)null)),
        _ => second.Events.Where(count => question.Type is null || count.Type == question.Type).Select(count => (count.Name, count.Type, count.Count, (long?)null)),
    };

    /// <summary>Of all processes but the idle ones, which have what nobody wanted; null where nothing tells.</summary>
    private static long? CpuOf(LiveSecondView second) =>
        second.Processes.Any(process => process.CpuNs is not null) ? second.Processes.Where(process => !process.Name.StartsWith(Idle, StringComparison.Ordinal)).Sum(process => process.CpuNs) : null;

    private static double ShareOf(long events, long whole) => whole == 0 ? 0 : (double)events / whole;

    private sealed class Sums
    {
        private long _events;
        private double _perSecond;
        private double? _cpu;

        public long Minute { get; set; }

        public long Lost { get; set; }

        public long LostPackets { get; set; }

        public void Add(long events, long? cpuNs, int seconds)
        {
            _events += events;
            _perSecond += (double)events / seconds;
            if (cpuNs is { } ns) _cpu = (_cpu ?? 0) + ns / NanosecondsPerSecond / seconds;
        }

        public TopRow Row(string name, string host, string type, long whole) => new(name, host, type, _events, Rounded(_perSecond), ShareOf(_events, whole), _cpu is { } cpu ? Rounded(cpu) : null, Minute);

        /// <summary>Sums of fractions carry an error in their last digits, which nobody wants to read.</summary>
        private static double Rounded(double sum) => Math.Round(sum, 6);
    }
}
