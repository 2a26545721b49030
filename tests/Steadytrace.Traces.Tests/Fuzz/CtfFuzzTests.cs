using Xunit.Abstractions;

namespace Steadytrace.Traces.Tests.Fuzz;

/// <summary>Damaged metadata and streams of CTF.</summary>
public sealed class CtfFuzzTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("stream")]
    [InlineData("tsdl")]
    [InlineData("ctf2")]
    [InlineData("ctf2-stream")]
    public void Damaged_input_of_any_kind_is_read_or_refused(string kind) => FuzzProcess.FindsNothing(kind, output);
}
