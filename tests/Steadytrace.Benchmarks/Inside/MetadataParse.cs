using BenchmarkDotNet.Attributes;
using Steadytrace.Traces.Ctf.Layout;
using Steadytrace.Traces.Ctf.Metadata;
using Steadytrace.Traces.Ctf.Plan;

namespace Steadytrace.Benchmarks.Inside;

/// <summary>From metadata with as many event classes as a kernel has to a layout, and from that to a plan.</summary>
[Config(typeof(InsideConfig))]
[MemoryDiagnoser]
public class MetadataParse
{
    private const int Events = 1_500;
    private readonly byte[] _metadata = ShapedTrace.LargeMetadata(Events);
    private StreamClass? _stream;

    [GlobalSetup]
    [Benchmark]
    public void Layout() => _stream = LayoutBuilder.Build(MetadataParser.Parse(_metadata)).Streams.Values.Single();

    [Benchmark]
    public Delegate Plan() => StreamPlan.Of(_stream!, out _)!.Loop(stamps: false);
}
