using System.Text.Json;
using Steadytrace.Recording.Lttng.Live;
using Steadytrace.Testing;

namespace Steadytrace.Recording.Tests.Lttng.Live;

/// <summary>Real kernel traces, which this machine may not be able to record, through a scripted relay daemon.</summary>
public sealed class LiveRecordedTests
{
    [SharedTraceTheory]
    [InlineData("kernel-16cores")]
    public async Task A_kernel_trace_has_the_events_that_babeltrace2_finds(string trace)
    {
        await using var relay = new ScriptedRelay(ServedTrace.Recorded(1, SharedTraces.Path(trace)));
        await using var session = await LttngLiveSession.ConnectAsync(relay.Address, new LttngLiveOptions { FromBeginning = true, SegmentBytes = 1 << 20 });
        await using var counting = new LiveCounting(session);

        await counting.EndAsync();

        var expected = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(File.ReadAllText(SharedTraces.Path($"expected/{trace}.json")))!;
        Assert.Empty(counting.Problems);
        Assert.Equal(expected["byEvent"].Deserialize<SortedDictionary<string, long>>(), new SortedDictionary<string, long>(counting.ByPair.GroupBy(pair => pair.Key.Event).ToDictionary(pairs => pairs.Key, pairs => pairs.Sum(pair => pair.Value))));
        Assert.Equal(expected["byProcess"].Deserialize<SortedDictionary<string, long>>(), new SortedDictionary<string, long>(counting.ByPair.GroupBy(pair => pair.Key.Process).ToDictionary(pairs => pairs.Key, pairs => pairs.Sum(pair => pair.Value))));
    }
}
