using Steadytrace.Testing;

namespace Steadytrace.Chaos.Load;

/// <summary>A program with three tracepoints of LTTng, which it hits in turn with numbered calls until the end.</summary>
/// <remarks>Which tracepoint a call hits follows from its number: three metrics tell which numbers arrived, not only how many.</remarks>
internal sealed class CallLoad : IAsyncDisposable
{
    public const string Events = "chaos:*";

    private const int BurstCalls = 600, BatchCalls = 100, StormCalls = 400_000;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(150);

    private const string Provider = """
        #undef LTTNG_UST_TRACEPOINT_PROVIDER
        #define LTTNG_UST_TRACEPOINT_PROVIDER chaos
        #undef LTTNG_UST_TRACEPOINT_INCLUDE
        #define LTTNG_UST_TRACEPOINT_INCLUDE "./provider.h"
        #if !defined(PROVIDER_H) || defined(LTTNG_UST_TRACEPOINT_HEADER_MULTI_READ)
        #define PROVIDER_H
        #include <lttng/tracepoint.h>
        #define THIRD(name) LTTNG_UST_TRACEPOINT_EVENT(chaos, name, LTTNG_UST_TP_ARGS(long, number), LTTNG_UST_TP_FIELDS(lttng_ust_field_integer(long, number, number)))
        THIRD(third0)
        THIRD(third1)
        THIRD(third2)
        #endif
        #include <lttng/tracepoint-event.h>

        """;

    private const string Call = """
        if (number % 3 == 0) lttng_ust_tracepoint(chaos, third0, number);
        if (number % 3 == 1) lttng_ust_tracepoint(chaos, third1, number);
        if (number % 3 == 2) lttng_ust_tracepoint(chaos, third2, number);
        number++;
        """;

    private readonly TracedProgram _program;
    private readonly CallingProcess _process;
    private readonly CancellationTokenSource _end = new();
    private Task _calling = Task.CompletedTask;
    private int _storms;

    private CallLoad(TracedProgram program, CallingProcess process) => (_program, _process) = (program, process);

    /// <summary>Starts it; the tracer records already.</summary>
    public static async Task<CallLoad> StartAsync(LttngSessionDaemon place, OwnCounts counts)
    {
        var program = new TracedProgram(Provider, Call);
        var load = new CallLoad(program, await program.StartAsync(place));
        load._calling = load.CallAsync(new Bursts(counts, Names));
        return load;
    }

    /// <summary>The next burst is one without pauses, larger than all of the tracer's buffers.</summary>
    public void Storm() => Interlocked.Increment(ref _storms);

    /// <summary>Completes when the last burst is made.</summary>
    public async Task StopAsync()
    {
        await _end.CancelAsync();
        await _calling;
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _calling.ContinueWith(_ => { }, TaskScheduler.Default);
        await _process.DisposeAsync();
        _program.Dispose();
        _end.Dispose();
    }

    private async Task CallAsync(Bursts bursts)
    {
        while (!_end.IsCancellationRequested)
        {
            if (Interlocked.Exchange(ref _storms, 0) > 0) await bursts.MakeAsync(_process, StormCalls, StormCalls);
            else await bursts.MakeAsync(_process, BurstCalls, BatchCalls);
            await Task.Delay(Pause, _end.Token).ContinueWith(_ => { }, TaskScheduler.Default);
        }
    }

    private static IEnumerable<(string Name, long Count)> Names(long from, long until)
    {
        for (var third = 0; third < 3; third++) yield return ($"events.chaos.third{third}", Below(until, third) - Below(from, third));
        yield return ($"procname.{TracedProgram.ProcessName}", until - from);
    }

    private static long Below(long number, int third) => (number - third + 2) / 3;
}
