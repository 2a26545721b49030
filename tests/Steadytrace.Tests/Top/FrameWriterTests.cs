using Steadytrace.Top.Screen;

namespace Steadytrace.Tests.Top;

public sealed class FrameWriterTests
{
    private static readonly ScreenSize Size = new(10, 3);

    [Fact]
    public void Only_lines_that_changed_are_written_and_in_one_piece()
    {
        var writer = new FrameWriter(hasColours: true);
        Assert.Contains("\e[2J", writer.Write(Lines("one", "two", "three"), Size), StringComparison.Ordinal);

        var second = writer.Write(Lines("one", "TWO", "three"), Size);

        Assert.Contains("\e[2;1H", second, StringComparison.Ordinal);
        Assert.Contains("TWO", second, StringComparison.Ordinal);
        foreach (var other in new[] { "one", "three", "\e[2J", "\e[1;1H" }) Assert.DoesNotContain(other, second, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_written_where_nothing_changed()
    {
        var writer = new FrameWriter(hasColours: true);
        writer.Write(Lines("one", "two", "three"), Size);

        Assert.Equal("", writer.Write(Lines("one", "two", "three"), Size));
    }

    [Fact]
    public void Another_size_writes_everything_anew()
    {
        var writer = new FrameWriter(hasColours: true);
        writer.Write(Lines("one", "two", "three"), Size);

        Assert.Contains("one", writer.Write(Lines("one", "two", "three"), new ScreenSize(11, 3)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_change_of_style_alone_is_a_change()
    {
        var writer = new FrameWriter(hasColours: true);
        writer.Write([new ScreenLine([new("lost")], 10)], Size);

        Assert.Contains("\e[0;1;31mlost", writer.Write([new ScreenLine([new("lost", ScreenStyle.Alarm)], 10)], Size), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public void Colours_are_written_only_where_they_are_wanted(bool wanted, bool expected)
    {
        var everything = new FrameWriter(wanted).Write([new ScreenLine(Enum.GetValues<ScreenStyle>().Select(style => new ScreenSpan("x", style)), 20)], Size);

        Assert.Equal(expected, System.Text.RegularExpressions.Regex.IsMatch(everything, @"\e\[[0-9;]*;(3|4|9)[0-9]m"));
    }

    [Fact]
    public void What_entering_hides_leaving_shows_again()
    {
        foreach (var mode in new[] { "?1049", "?7" }) Assert.Contains($"\e[{mode}", FrameWriter.Leave, StringComparison.Ordinal);
        Assert.Contains("\e[?25l", FrameWriter.Enter, StringComparison.Ordinal);
        Assert.Contains("\e[?25h", FrameWriter.Leave, StringComparison.Ordinal);
        Assert.EndsWith("\e[?1049l", FrameWriter.Leave, StringComparison.Ordinal);
    }

    private static List<ScreenLine> Lines(params string[] lines) => [.. lines.Select(line => new ScreenLine([new(line)], Size.Width))];
}
