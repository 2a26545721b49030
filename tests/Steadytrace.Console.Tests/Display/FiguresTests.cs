using Steadytrace.Console.Display;

namespace Steadytrace.Console.Tests.Display;

public sealed class FiguresTests
{
    [Theory]
    [InlineData(0, "0 s")]
    [InlineData(0.0421, "42 ms")]
    [InlineData(3.24, "3.2 s")]
    [InlineData(59.6, "1 min")]
    [InlineData(412, "6 min 52 s")]
    [InlineData(3_600, "1 h")]
    [InlineData(90_061, "1 d 1 h")]
    [InlineData(-5, "-5 s")]
    [InlineData(double.NaN, "–")]
    public void Durations_tell_their_two_largest_units(double seconds, string text) => Assert.Equal(text, Figures.Duration(seconds));

    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(999, "999 B")]
    [InlineData(48_300_000, "48.3 MB")]
    [InlineData(long.MaxValue, "9223 PB")]
    public void Bytes_are_decimal(long bytes, string text) => Assert.Equal(text, Figures.Bytes(bytes));

    [Theory]
    [InlineData(0, "0")]
    [InlineData(0.254, "0.25")]
    [InlineData(1_234_567, "1,234,567")]
    [InlineData(1_234.6, "1,235")]
    public void Values_have_separators(double value, string text) => Assert.Equal(text, Figures.Value(value));

    [Theory]
    [InlineData(1_500, "1.5 k")]
    [InlineData(20_000_000, "20 M")]
    [InlineData(250, "250")]
    public void Axis_labels_are_short(double value, string text) => Assert.Equal(text, Figures.Axis(value));

    [Theory]
    [InlineData("", true)]
    [InlineData("fra DB", true)]
    [InlineData("fra web", false)]
    public void A_filter_wants_every_word_somewhere(string words, bool kept) => Assert.Equal(kept, new WordFilter(words).Matches("db-1", "fra", "recording"));
}
