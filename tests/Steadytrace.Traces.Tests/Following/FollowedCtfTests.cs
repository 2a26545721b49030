using Steadytrace.Testing;
using Steadytrace.Traces.Following;
using Steadytrace.Traces.Generated;
using Steadytrace.Traces.Tallies;
using Xunit.Abstractions;

namespace Steadytrace.Traces.Tests.Following;

public sealed class FollowedCtfTests(ITestOutputHelper output)
{
    private const int Traces = 150;
    private static readonly CountOptions Seconds = new() { Interval = IntervalLength.All[0] };

    [Theory]
    [InlineData("CTF 1.8", false)]
    [InlineData("CTF 1.8", true)]
    [InlineData("CTF 2", false)]
    [InlineData("CTF 2", true)]
    public void Looks_at_a_generated_trace_add_up_wherever_it_was_cut(string version, bool metadataGrows)
    {
        var (corrected, fruitful) = (0, 0);
        for (ulong seed = 1; seed <= Traces; seed++)
        {
            var trace = TraceGenerator.Make(seed, new GeneratorOptions { IsJson = version == "CTF 2" });
            using var growing = new GrowingTrace(trace.Files, seed);
            if (!metadataGrows) growing.WriteWhole(file => Path.GetFileName(file) == "metadata");

            var last = growing.FollowToTheEnd(new TraceFollower(Seconds), mostBytes: 300);

            var whole = TraceCounter.Count(growing.Path, Seconds);
            Assert.True(TallyText.Of(whole.Tally) == TallyText.Of(growing.Sum), $"seed {seed}:\n{TallyText.Of(whole.Tally)}\n\nbut the looks add up to\n{TallyText.Of(growing.Sum)}");
            Assert.True(last.IsCorrection || whole.Faults.Count == 0, $"seed {seed}: damage without a word of it");
            Assert.True(growing.Least >= 0, $"seed {seed}: a look gave less than nothing");
            if (last.IsCorrection) corrected++;
            if (growing.Fruitful > 1) fruitful++;
        }

        output.WriteLine($"{Traces} traces of {version}: {corrected} were counted once more at their end, {fruitful} came in several looks");
        Assert.True(fruitful > Traces / 4);
        Assert.True(corrected < Traces * 2 / 3);
    }

    [SharedTraceTheory]
    [InlineData("kernel-16cores", false)]
    [InlineData("kernel-two-hosts/scp_src", false)]
    [InlineData("kernel-and-ust-lost", false)]
    [InlineData("kernel-rotated-files", true)]
    [InlineData("ust-lost", false)]
    public void Looks_at_a_real_trace_add_up(string name, bool isCorrected)
    {
        using var growing = GrowingTrace.Of(SharedTraces.Path(name), seed: 1);
        growing.WriteWhole(file => Path.GetFileName(file) == "metadata");
        var options = Seconds with { Before = [] };

        var last = growing.FollowToTheEnd(new TraceFollower(options), mostBytes: 1 << 17, looks: 60);

        Assert.Equal(TallyText.Of(TraceCounter.Count(growing.Path, options).Tally), TallyText.Of(growing.Sum));
        Assert.Equal(isCorrected, last.IsCorrection);
        Assert.Empty(last.Faults);
        Assert.True(growing.Fruitful > 1);
        output.WriteLine($"{name}: {growing.Sum.Events} events in {growing.Fruitful} looks, {growing.Sum.Lost} lost");
    }
}
