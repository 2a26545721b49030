using Steadytrace.Output;

namespace Steadytrace.Tests.Output;

public sealed class PrintableTextTests
{
    [Theory]
    [InlineData("sched_switch", "sched_switch")]
    [InlineData("日本語 é 🎉", "日本語 é 🎉")]
    [InlineData("red\u001b[31m", "red?[31m")]
    [InlineData("two\nlines\r", "two?lines?")]
    [InlineData("turned\u202eround", "turned?round")]
    [InlineData("line\u2028end\u2029", "line?end?")]
    public void What_would_move_the_cursor_becomes_a_question_mark(string text, string shown) => Assert.Equal(shown, PrintableText.Of(text));
}
