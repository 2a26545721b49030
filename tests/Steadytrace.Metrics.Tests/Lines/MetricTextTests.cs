using System.Buffers;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Steadytrace.Metrics.Lines;

namespace Steadytrace.Metrics.Tests.Lines;

public sealed class MetricTextTests
{
    [Theory]
    [InlineData(0, "0")]
    [InlineData(9_007_199_254_740_991, "9007199254740991")]
    [InlineData(1.5, "1.5")]
    [InlineData(-0.001, "-0.001")]
    public void A_line_is_three_words_without_a_culture(double value, string text)
    {
        var written = new ArrayBufferWriter<byte>();

        MetricText.Write(written, new MetricLine("1min.a.b", value, 60));

        Assert.Equal($"1min.a.b {text} 60\n", Encoding.UTF8.GetString(written.WrittenSpan));
    }

    [Property]
    public Property What_was_written_is_read_again(NormalFloat value, NonNegativeInt time)
    {
        var line = new MetricLine("1min.a-b.c_d", value.Get, time.Get);
        var written = new ArrayBufferWriter<byte>();
        MetricText.Write(written, line);

        return (MetricText.TryRead(written.WrittenSpan[..^1], out var read) && read == line).ToProperty();
    }

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("a 1")]
    [InlineData("a 1 2 3")]
    [InlineData("a  2")]
    [InlineData(" a 1 2")]
    [InlineData("a 1 2 ")]
    [InlineData("a x 2")]
    [InlineData("a 1 2.5")]
    [InlineData("a 1 -2")]
    [InlineData("a NaN 2")]
    [InlineData("a Infinity 2")]
    [InlineData("a/b 1 2")]
    [InlineData("../b 1 2")]
    [InlineData("ä 1 2")]
    public void Anything_else_is_no_line(string text) => Assert.False(MetricText.TryRead(Encoding.UTF8.GetBytes(text), out _));

    [Fact]
    public void A_body_gives_its_good_lines_and_the_number_of_bad_ones()
    {
        var lines = new List<MetricLine>();

        var bad = MetricText.ReadAll("a 1 2\r\n\nbad\nb 2 3"u8, lines.Add);

        Assert.Equal(1, bad);
        Assert.Equal([new("a", 1, 2), new("b", 2, 3)], lines);
    }

    [Property]
    public Property Bodies_hold_all_lines_in_order_within_both_limits(byte lines, PositiveInt maxLines, byte extraBytes)
    {
        var batch = Enumerable.Range(0, lines).Select(n => new MetricLine($"1min.{new string('x', n % 30)}y", n, 60)).ToList();
        var (most, bytes) = (1 + (maxLines.Get % 20), 20 + extraBytes);
        var read = new List<MetricLine>();
        var fits = true;
        foreach (var body in MessageBodies.Cut(batch, most, bytes))
        {
            var before = read.Count;
            fits &= MetricText.ReadAll(body.Span, read.Add) == 0;
            var inBody = read.Count - before;
            fits &= inBody >= 1 && inBody <= most && (body.Length <= bytes || inBody == 1);
        }

        return (fits && read.SequenceEqual(batch)).ToProperty();
    }
}
