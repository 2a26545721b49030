using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Unicode;
using Steadytrace.Metrics.Names;

namespace Steadytrace.Metrics.Lines;

/// <summary>Metric lines as text: <c>name value timestamp</c>, exactly three words, one line each, ended by a line feed.</summary>
public static class MetricText
{
    // The longest value and the longest timestamp, two spaces and the line feed are 47 characters.
    private const int MaxBesidesName = 64;

    /// <summary>Appends a line.</summary>
    public static void Write(IBufferWriter<byte> into, in MetricLine line)
    {
        var space = into.GetSpan((3 * line.Name.Length) + MaxBesidesName);
        Utf8.TryWrite(space, CultureInfo.InvariantCulture, $"{line.Name} {line.Value:R} {line.UnixSeconds}\n", out var written);
        into.Advance(written);
    }

    /// <summary>Reads one line without its line feed; false unless it is a name that <see cref="MetricNames"/> could have made, a finite number and a time of 1970 or later.</summary>
    public static bool TryRead(ReadOnlySpan<byte> text, out MetricLine line)
    {
        line = default;
        if (text.EndsWith("\r"u8)) text = text[..^1];
        var first = text.IndexOf((byte)' ');
        var last = text.LastIndexOf((byte)' ');
        if (first <= 0 || last <= first + 1) return false;
        var number = text[(first + 1)..last];
        var time = text[(last + 1)..];
        if (!Utf8Parser.TryParse(number, out double value, out var used) || used != number.Length || !double.IsFinite(value)) return false;
        if (!Utf8Parser.TryParse(time, out long unixSeconds, out used) || used != time.Length || unixSeconds < 0) return false;
        if (!Ascii.IsValid(text[..first])) return false;
        var name = Encoding.ASCII.GetString(text[..first]);
        if (!MetricNames.IsName(name)) return false;
        line = new MetricLine(name, value, unixSeconds);
        return true;
    }

    /// <summary>Reads all lines of a message. Empty lines are nothing.</summary>
    /// <param name="body">Lines, each ended by a line feed; the last one's may be missing.</param>
    /// <param name="take">Called for each good line, in order.</param>
    /// <returns>The number of bad lines.</returns>
    public static int ReadAll(ReadOnlySpan<byte> body, Action<MetricLine> take)
    {
        var bad = 0;
        foreach (var range in body.Split((byte)'\n'))
        {
            var text = body[range];
            if (text.IsEmpty) continue;
            if (TryRead(text, out var line)) take(line);
            else bad++;
        }

        return bad;
    }
}
