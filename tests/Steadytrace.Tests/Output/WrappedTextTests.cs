using Steadytrace.Output;

namespace Steadytrace.Tests.Output;

public sealed class WrappedTextTests
{
    [Fact]
    public void A_text_that_fits_is_one_line() => Assert.Equal(["ten letter"], WrappedText.Lines("ten letter", 10));

    [Fact]
    public void A_longer_one_is_broken_at_blanks() => Assert.Equal(["one two", "three", "four"], WrappedText.Lines("one two three four", 8));

    [Fact]
    public void A_word_longer_than_a_line_is_broken_inside() => Assert.Equal(["abcd", "efgh", "ij k"], WrappedText.Lines("abcdefghij k", 4));
}
