using Steadytrace.Testing;
using Steadytrace.Traces.Generated;
using Xunit.Abstractions;

namespace Steadytrace.Traces.Tests.Generated;

/// <summary>
/// Thousands of random valid traces. A failure names its seed: <c>STEADYTRACE_TRACE_SEED=n</c> runs that one alone;
/// <c>STEADYTRACE_TRACES=n</c> runs more than the usual number, <c>STEADYTRACE_TRACE_BASE=n</c> other ones.
/// </summary>
public sealed class GeneratedTracesTests(ITestOutputHelper output)
{
    private const int Traces = 3_000;
    private const int TracesWithExtension = 300;
    private const int LeastOfEach = 100;

    // What only the text of TSDL has: JSON is written in one way.
    private static readonly Construct[] OfTsdlText =
    [
        Construct.SeveralDeclarators, Construct.Typedef, Construct.Typealias, Construct.BlockComment, Construct.LineComment, Construct.ConstantExpression,
        Construct.HexadecimalOrOctal, Construct.WindowsLineEnds,
    ];

    [Theory]
    [InlineData("CTF 1.8")]
    [InlineData("CTF 2")]
    public void Both_readers_count_generated_traces_as_they_were_made(string version)
    {
        var options = new GeneratorOptions { IsJson = version == "CTF 2" };
        if (Number("STEADYTRACE_TRACE_SEED") is { } only)
        {
            var trace = TraceGenerator.Make(only, options);
            output.WriteLine(trace.Metadata);
            Assert.Null(TraceCheck.Fault(trace));
            return;
        }

        var (first, traces) = (Number("STEADYTRACE_TRACE_BASE") ?? 1, (int)(Number("STEADYTRACE_TRACES") ?? Traces));
        var (counts, notes, events, left) = (new ConstructCounts(), new List<string>(), 0L, 0);
        var faults = new List<string>();
        for (var i = 0; i < traces && faults.Count < 5; i++)
        {
            var trace = TraceGenerator.Make(first + (ulong)i, options);
            notes.Clear();
            if (TraceCheck.Fault(trace, notes) is { } fault) faults.Add(faults.Count == 0 ? TraceCheck.Describe(fault, trace, options) : fault);
            if (notes.Count > 0) left++;
            counts.Add(trace.Constructs);
            events += trace.Expected.Events;
        }

        output.WriteLine($"{traces} traces of {version} from seed {first}, {events} events, {left} traces of which the plan left something to the checked reader\n{counts}");
        Assert.True(faults.Count == 0, string.Join("\n\n", faults));
        var asked = Enum.GetValues<Construct>().Where(construct => options.IsJson ? !OfTsdlText.Contains(construct) : construct < Construct.VariableUnsigned);
        Assert.All(asked, construct => Assert.True(counts[construct] >= LeastOfEach, $"{construct} was generated {counts[construct]} times"));
    }

    [Fact]
    public void An_extension_anywhere_in_generated_metadata_is_refused()
    {
        for (ulong seed = 1; seed <= TracesWithExtension; seed++)
        {
            var trace = TraceGenerator.Make(seed, new GeneratorOptions { IsJson = true });
            var extended = JsonExtension.Into(trace.Metadata, new Chance(seed));
            using var folder = new TemporaryFolder();
            trace.Write(folder.Path);
            foreach (var file in trace.Files.Keys.Where(file => Path.GetFileName(file) == "metadata")) File.WriteAllText(folder[file], extended);

            var refusal = Assert.Throws<TraceException>(() => TraceCounter.Count(folder.Path, new CountOptions()));

            Assert.Contains("extension 'wide' of namespace 'my.tracer'", refusal.Message);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_seed_makes_the_same_trace_each_time(bool isJson)
    {
        var (one, other) = (TraceGenerator.Make(77, new GeneratorOptions { IsJson = isJson }), TraceGenerator.Make(77, new GeneratorOptions { IsJson = isJson }));

        Assert.Equal(one.Files.Select(file => (file.Key, Convert.ToHexString(file.Value))), other.Files.Select(file => (file.Key, Convert.ToHexString(file.Value))));
        Assert.Equal(one.Expected.Lines(bySecond: true), other.Expected.Lines(bySecond: true));
    }

    private static ulong? Number(string variable) => ulong.TryParse(Environment.GetEnvironmentVariable(variable), out var number) ? number : null;
}
