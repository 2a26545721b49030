using Steadytrace.Testing;

namespace Steadytrace.Traces.Tests.Ranges;

public sealed class ProgressTests
{
    [SharedTraceTheory]
    [InlineData("kernel-16cores", null)]
    [InlineData("kernel-rotated-files", null)]
    [InlineData("kernel-and-ust-lost/ust", null)]
    [InlineData("kernel-and-ust-lost/ust", 0L)]
    [InlineData("kernel-two-hosts", 0L)]
    public void The_bytes_told_come_to_the_bytes_there_are(string name, long? to)
    {
        var told = new Sum();

        TraceCounter.Count(SharedTraces.Path(name), new CountOptions { Threads = 2, Progress = told, ToUnixNanoseconds = to });

        Assert.Equal(TraceCounter.Bytes(SharedTraces.Path(name)), told.Bytes);
    }

    [SharedTraceTheory]
    [InlineData("kernel-big-endian")]
    [InlineData("kernel-and-ust-lost")]
    public void A_trace_s_begin_is_known_before_it_is_counted(string name) =>
        Assert.Equal(TraceCounter.Count(SharedTraces.Path(name), new CountOptions()).Span!.Value.BeginUnixNanoseconds, TraceCounter.Begin(SharedTraces.Path(name)));

    private sealed class Sum : IProgress<long>
    {
        private long _bytes;

        public long Bytes => _bytes;

        public void Report(long value) => Interlocked.Add(ref _bytes, value);
    }
}
