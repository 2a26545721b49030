using Steadytrace.Testing;

namespace Steadytrace.Traces.Tests.Ranges;

public sealed class ProgressAndSpanTests
{
    [SharedTraceTheory]
    [InlineData("kernel-16cores", null)]
    [InlineData("kernel-rotated-files", null)]
    [InlineData("kernel-and-ust-lost/ust", null)]
    [InlineData("kernel-and-ust-lost/ust", 0L)]
    [InlineData("kernel-two-hosts", 0L)]
    public void The_bytes_told_come_to_the_bytes_there_are(string name, long? to)
    {
        var told = new BytesTold();

        TraceCounter.Count(SharedTraces.Path(name), new CountOptions { Threads = 2, Progress = told, ToUnixNanoseconds = to });

        Assert.Equal(TraceCounter.Bytes(SharedTraces.Path(name)), told.Sum);
    }

    [SharedTraceTheory]
    [InlineData("kernel-16cores")]
    [InlineData("kernel-big-endian")]
    [InlineData("kernel-rotated-files")]
    [InlineData("kernel-and-ust-lost/ust")]
    public void A_trace_s_span_goes_from_its_first_event_to_its_last(string name)
    {
        var trace = SharedTraces.Path(name);
        var events = TimedEvent.Of(trace);

        Assert.Equal(new TraceSpan(events[0].UnixNanoseconds, events[^1].UnixNanoseconds), TraceCounter.Count(trace, new CountOptions { Threads = 2, WithSpan = true }).Span);
        Assert.Equal(events[0].UnixNanoseconds, TraceCounter.Begin(trace));
    }
}
