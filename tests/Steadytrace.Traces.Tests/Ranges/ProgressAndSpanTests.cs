using Steadytrace.Testing;
using Steadytrace.Traces.Tests.Ctf;

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

    [Fact]
    public void A_link_to_a_stream_has_the_bytes_of_the_stream_and_one_that_leads_nowhere_none()
    {
        using var trace = new SmallTrace("/* CTF 1.8 */ trace { major = 1; minor = 8; byte_order = le; }; event { name = tick; fields := struct { integer { size = 8; } x; }; };", ("stream", [1, 2, 3]));
        using var linked = new TemporaryFolder();
        foreach (var name in (string[])["metadata", "stream"]) File.CreateSymbolicLink(linked[name], Path.Combine(trace.Path, name));
        File.CreateSymbolicLink(linked["nowhere"], Path.Combine(trace.Path, "nowhere"));

        Assert.Equal(3, TraceCounter.Bytes(linked.Path));
        Assert.Equal(3, TraceCounter.Count(linked.Path, new CountOptions()).Tally.Events);
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
