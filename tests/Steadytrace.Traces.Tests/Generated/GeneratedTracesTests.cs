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
    private const int LeastOfEach = 100;

    [Fact]
    public void Both_readers_count_generated_traces_as_they_were_made()
    {
        if (Number("STEADYTRACE_TRACE_SEED") is { } only)
        {
            var trace = TraceGenerator.Make(only);
            output.WriteLine(trace.Metadata);
            Assert.Null(TraceCheck.Fault(trace));
            return;
        }

        var (first, traces) = (Number("STEADYTRACE_TRACE_BASE") ?? 1, (int)(Number("STEADYTRACE_TRACES") ?? Traces));
        var (counts, notes, events, left) = (new ConstructCounts(), new List<string>(), 0L, 0);
        var faults = new List<string>();
        for (var i = 0; i < traces && faults.Count < 5; i++)
        {
            var trace = TraceGenerator.Make(first + (ulong)i);
            notes.Clear();
            if (TraceCheck.Fault(trace, notes) is { } fault) faults.Add(faults.Count == 0 ? TraceCheck.Describe(fault, trace) : fault);
            if (notes.Count > 0) left++;
            counts.Add(trace.Constructs);
            events += trace.Expected.Events;
        }

        output.WriteLine($"{traces} traces from seed {first}, {events} events, {left} traces of which the plan left something to the checked reader\n{counts}");
        Assert.True(faults.Count == 0, string.Join("\n\n", faults));
        Assert.All(Enum.GetValues<Construct>(), construct => Assert.True(counts[construct] >= LeastOfEach, $"{construct} was generated {counts[construct]} times"));
    }

    [Fact]
    public void A_seed_makes_the_same_trace_each_time()
    {
        var (one, other) = (TraceGenerator.Make(77), TraceGenerator.Make(77));

        Assert.Equal(one.Files.Select(file => (file.Key, Convert.ToHexString(file.Value))), other.Files.Select(file => (file.Key, Convert.ToHexString(file.Value))));
        Assert.Equal(one.Expected.Lines(bySecond: true), other.Expected.Lines(bySecond: true));
    }

    private static ulong? Number(string variable) => ulong.TryParse(Environment.GetEnvironmentVariable(variable), out var number) ? number : null;
}
