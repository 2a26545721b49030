using System.Text;

namespace Steadytrace.Top.Screen;

/// <summary>A line of the screen, exactly as wide as it is.</summary>
internal sealed class ScreenLine : IEquatable<ScreenLine>
{
    private readonly List<ScreenSpan> _spans = [];

    /// <param name="spans">From left to right; cut at the right edge.</param>
    /// <param name="width">In cells.</param>
    /// <param name="rest">Style of what they leave empty.</param>
    public ScreenLine(IEnumerable<ScreenSpan> spans, int width, ScreenStyle rest = ScreenStyle.Plain)
    {
        var left = width;
        foreach (var span in spans)
        {
            var text = CellText.Cut(span.Text, left);
            if (text.Length == 0) continue;
            _spans.Add(span with { Text = text });
            left -= CellText.Width(text);
        }

        if (left > 0) _spans.Add(new ScreenSpan(new string(' ', left), rest));
    }

    public IReadOnlyList<ScreenSpan> Spans => _spans;

    /// <summary>Without styles.</summary>
    public string Text => _spans.Aggregate(new StringBuilder(), (text, span) => text.Append(span.Text)).ToString();

    public bool Equals(ScreenLine? other) => other is not null && _spans.SequenceEqual(other._spans);

    public override bool Equals(object? obj) => Equals(obj as ScreenLine);

    public override int GetHashCode() => HashCode.Combine(_spans.Count, _spans.FirstOrDefault());
}
