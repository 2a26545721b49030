using Xunit.Abstractions;

namespace Steadytrace.Traces.Tests.Fuzz;

/// <summary>Damaged indexes, and all that ftrace writes: a class of its own, so that it runs beside <see cref="CtfFuzzTests"/>.</summary>
public sealed class OtherFuzzTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("index")]
    [InlineData("ftrace-page")]
    [InlineData("ftrace-text")]
    [InlineData("trace-dat")]
    public void Damaged_input_of_any_kind_is_read_or_refused(string kind) => FuzzProcess.FindsNothing(kind, output);
}
