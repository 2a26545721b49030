using Steadytrace.Testing;
using Steadytrace.Traces.Generated;
using Xunit.Abstractions;

namespace Steadytrace.Traces.Tests.Generated;

public sealed class BabeltraceTests(ITestOutputHelper output)
{
    private const int Traces = 500;
    private const int LeastCompared = 200;
    private const int LeastWithLoss = 50;

    [Fact]
    public void Babeltrace_counts_generated_traces_as_they_were_made_and_as_both_readers_do()
    {
        using var folder = new TemporaryFolder();
        var traces = Enumerable.Range(1, Traces).Select(seed => TraceGenerator.Make((ulong)seed, new GeneratorOptions { IsForBabeltrace = true })).ToDictionary(trace => folder[$"{trace.Seed}"]);
        foreach (var (path, trace) in traces) trace.Write(path);

        var answers = BabeltraceAnswer.Of(traces.Keys);

        var compared = answers.FindAll(answer => answer.Lines is not null);
        Assert.All(compared, answer => Assert.Null(Difference(traces[answer.Trace], answer.Lines!)));
        Assert.All(compared, answer => Assert.Null(TraceCheck.Fault(traces[answer.Trace])));
        var refused = answers.Where(answer => answer.Refused is not null).GroupBy(answer => answer.Refused!.StartsWith("babeltrace2 crashed", StringComparison.Ordinal));
        output.WriteLine($"{compared.Count} of {Traces} traces compared; babeltrace2 crashed on {refused.Where(group => group.Key).Sum(group => group.Count())}, refused {refused.Where(group => !group.Key).Sum(group => group.Count())}");
        Assert.True(compared.Count(answer => traces[answer.Trace].Expected.Lost > 0) >= LeastWithLoss);
        Assert.True(compared.Count >= LeastCompared, $"babeltrace2 read only {compared.Count} of {Traces} traces");
    }

    // It knows no packets, and no pairs.
    private static string? Difference(GeneratedTrace trace, IReadOnlyList<string> told)
    {
        var expected = trace.Expected.Lines(bySecond: true).FindAll(line => line.Contains(" event ") || line.Contains(" process "));
        if (trace.Expected.Lost > 0) expected.Add($"lost: {trace.Expected.Lost}");
        return expected.Order(StringComparer.Ordinal).SequenceEqual(told.Order(StringComparer.Ordinal)) ? null : $"seed {trace.Seed}: {TraceCheck.Difference(expected, told)}\n{trace.Metadata}";
    }
}
