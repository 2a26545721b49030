using Steadytrace.Cluster.Top;

namespace Steadytrace.Top.Screen;

/// <summary>Events a second over the last minute, a character for each second.</summary>
internal static class TopTrend
{
    private const string Steps = "▁▂▃▄▅▆▇█";

    public static ScreenLine Line(TopLook look, int width)
    {
        if (look.Trend.Count == 0) return new ScreenLine([], width);
        var most = look.Trend.Max();
        var words = $" most {TopColumns.Rate(most)}/s in {look.Trend.Count} s";
        var shown = look.Trend.TakeLast(Math.Max(0, width - words.Length)).Select(count => StepOf(count, most));
        return new ScreenLine([new(string.Concat(shown), ScreenStyle.Trend), new(words, ScreenStyle.Dim)], width);
    }

    /// <summary>A blank is no event at all.</summary>
    private static char StepOf(long count, long most) => count == 0 ? ' ' : Steps[(int)Math.Min(Steps.Length - 1, count * Steps.Length / Math.Max(1, most))];
}
