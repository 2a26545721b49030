using BenchmarkDotNet.Attributes;
using Steadytrace.Testing;
using Steadytrace.Traces;

namespace Steadytrace.Benchmarks.Inside;

/// <summary>Time per event of both readers, by what the events look like.</summary>
[Config(typeof(InsideConfig))]
[MemoryDiagnoser]
public class DecodeLoop
{
    private TemporaryFolder? _folder;
    private PreparedTrace? _trace;

    [ParamsAllValues]
    public StreamShape Shape { get; set; }

    [ParamsAllValues]
    public ReaderKind Reader { get; set; }

    [GlobalSetup]
    public void Open()
    {
        _folder = new TemporaryFolder();
        ShapedTrace.Write(_folder.Path, Shape);
        var counted = TraceCounter.Count(_folder.Path, new CountOptions());
        if (counted.Tally.Events != ShapedTrace.Events || counted.Notes.Count > 0) throw new BenchException($"{Shape}: {counted.Tally.Events} events, {string.Join("; ", [.. counted.Faults, .. counted.Notes])}");
        _trace = new PreparedTrace(_folder.Path, Reader);
    }

    [Benchmark(OperationsPerInvoke = ShapedTrace.Events)]
    public void Event() => _trace!.Count();

    [GlobalCleanup]
    public void Close()
    {
        _trace?.Dispose();
        _folder?.Dispose();
    }
}
