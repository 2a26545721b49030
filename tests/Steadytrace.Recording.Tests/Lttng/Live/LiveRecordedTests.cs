using System.Text.Json;
using Steadytrace.Recording.Lttng.Live;
using Steadytrace.Testing;
using Steadytrace.Traces;
using Steadytrace.Traces.Tallies;

namespace Steadytrace.Recording.Tests.Lttng.Live;

/// <summary>Real kernel traces, which this machine may not be able to record, through a scripted relay daemon.</summary>
public sealed class LiveRecordedTests
{
    [SharedTraceFact]
    public async Task Both_domains_of_a_session_are_counted_with_what_they_lost()
    {
        await using var relay = new ScriptedRelay(ServedTrace.Recorded(1, SharedTraces.Path("kernel-and-ust-lost/kernel")), ServedTrace.Recorded(2, SharedTraces.Path("kernel-and-ust-lost/ust")));
        await using var session = await LttngLiveSession.ConnectAsync(relay.Address, new LttngLiveOptions { FromBeginning = true });
        await using var counting = new LiveCounting(session);

        await counting.EndAsync();

        Assert.Empty(counting.Problems);
        Assert.Equal(272 + 4000, counting.Counts.Events);
        Assert.Equal(728, counting.Counts.Lost);
    }

    [SharedTraceFact]
    public async Task A_kernel_trace_has_the_events_and_processes_that_babeltrace2_finds()
    {
        const string trace = "kernel-16cores";
        await using var relay = new ScriptedRelay(ServedTrace.Recorded(1, SharedTraces.Path(trace)));
        await using var session = await LttngLiveSession.ConnectAsync(relay.Address, new LttngLiveOptions { FromBeginning = true, SegmentBytes = 1 << 20 });
        await using var counting = new LiveCounting(session);

        await counting.EndAsync();

        Assert.True(counting.Pieces > 5, $"counted in {counting.Pieces} pieces: too few to show that they add up");
        var expected = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(File.ReadAllText(SharedTraces.Path($"expected/{trace}.json")))!;
        Assert.Empty(counting.Problems);
        Assert.Equal(expected["byEvent"].Deserialize<Dictionary<string, long>>(), SumsBy(counting, pair => pair.Event));
        Assert.Equal(expected["byProcess"].Deserialize<Dictionary<string, long>>(), SumsBy(counting, pair => pair.Process));
        Assert.Equal(CpuTimes(TraceCounter.Count(SharedTraces.Path(trace), new CountOptions { CpuTime = true, Interval = IntervalLength.All[0] }).Tally), CpuTimes(counting.Counts));
    }

    private static SortedDictionary<string, long> CpuTimes(Tally tally) =>
        new(tally.Intervals.Values.SelectMany(second => second.CpuByProcess).GroupBy(time => time.Key).ToDictionary(times => times.Key, times => times.Sum(time => time.Value)));

    private static Dictionary<string, long> SumsBy(LiveCounting counting, Func<(string Event, string Process), string> part) =>
        counting.ByPair.GroupBy(pair => part(pair.Key)).ToDictionary(pairs => pairs.Key, pairs => pairs.Sum(pair => pair.Value));
}
