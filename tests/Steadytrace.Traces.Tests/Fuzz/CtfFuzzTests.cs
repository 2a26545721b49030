using Xunit.Abstractions;

namespace Steadytrace.Traces.Tests.Fuzz;

/// <summary>Damaged inputs: no crash, no hang, no read outside of a file, no memory beyond the limit; both readers agree. See <c>tests/fuzz.sh</c> for more.</summary>
public sealed class CtfFuzzTests(ITestOutputHelper output)
{
    // Fewer, or many more, for somebody who tries: STEADYTRACE_FUZZ_CASES.
    private static readonly long Cases = long.TryParse(Environment.GetEnvironmentVariable("STEADYTRACE_FUZZ_CASES"), out var cases) ? cases : 100_000;

    [Theory]
    [InlineData("stream")]
    [InlineData("tsdl")]
    [InlineData("ctf2")]
    [InlineData("ctf2-stream")]
    public void Damaged_input_of_any_kind_is_read_or_refused(string kind)
    {
        var (isSound, said) = FuzzProcess.Run(kind, Cases, seed: 1);

        output.WriteLine(said);
        Assert.True(isSound, said);
    }
}
