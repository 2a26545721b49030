using Steadytrace.Cluster.Fleet;

namespace Steadytrace.Tests.Top;

/// <summary>Makes what a node would answer, second by second.</summary>
internal sealed class LiveCounts
{
    /// <summary>The start of a minute.</summary>
    public const long Minute = 1_800_000_000;

    private readonly List<LiveSecondView> _seconds = [];
    private readonly Dictionary<(string Host, string Recorder), LiveSourceView> _sources = [];

    /// <summary>A source that is counted between two times, in seconds after <see cref="Minute"/>.</summary>
    public LiveCounts Source(string host, double from, double through, string recorder = "ftrace", string problem = "", double? settled = null)
    {
        _sources[(host, recorder)] = new LiveSourceView(host, recorder, "ams", At(from), At(through), settled is { } time ? At(time) : null, 0, problem);
        return this;
    }

    /// <summary>A source of which nothing is known yet.</summary>
    public LiveCounts NewSource(string host, string problem = "")
    {
        _sources[(host, "ftrace")] = new LiveSourceView(host, "ftrace", "ams", null, null, null, 0, problem);
        return this;
    }

    /// <summary>A second: each count is of an event <c>type_name</c> in a process.</summary>
    public LiveCounts Second(string host, long after, long lost, params (string Event, string Process, long Count)[] counts)
    {
        _seconds.Add(new LiveSecondView(
            host, "ftrace", Minute + after, lost, 0,
            [.. counts.GroupBy(count => count.Event).Select(one => new LiveEventView(one.Key.Split('_')[0], one.Key, one.Sum(count => count.Count)))],
            [.. counts.GroupBy(count => count.Process).Select(one => new LiveProcessView(one.Key, one.Sum(count => count.Count)))]));
        return this;
    }

    /// <summary>The last second told, with time on processors.</summary>
    public LiveCounts Cpu(params (string Process, double Seconds)[] times)
    {
        var last = _seconds[^1];
        _seconds[^1] = last with { Processes = [.. last.Processes.Select(one => one with { CpuNs = (long)(1e9 * times.First(time => time.Process == one.Name).Seconds) })] };
        return this;
    }

    public LiveView View() => new(1, At(0), HasMore: false, [.. _sources.Values], [.. _seconds]);

    public static DateTimeOffset At(double after) => DateTimeOffset.FromUnixTimeSeconds(Minute).AddSeconds(after);
}
