namespace Steadytrace.Traces.Tests;

/// <summary>The bytes that a count told of, whatever thread told them.</summary>
internal sealed class BytesTold : IProgress<long>
{
    private long _sum;

    public long Sum => Interlocked.Read(ref _sum);

    public void Report(long value) => Interlocked.Add(ref _sum, value);
}
