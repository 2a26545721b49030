using Steadytrace.Cluster.Top;
using Steadytrace.Output;
using Steadytrace.Top.Keys;

namespace Steadytrace.Top.Screen;

/// <summary>The last line: the keys, or the filter that is being typed.</summary>
internal static class TopFooter
{
    public static ScreenLine Line(TopState state, int width)
    {
        if (state.IsTyping)
            return new ScreenLine([new("/", ScreenStyle.Key), new(PrintableText.Of(state.Question.Filter)), new(" ", ScreenStyle.Bar), new("  Enter keeps it, Esc drops it", ScreenStyle.Dim)], width);
        var spans = new List<ScreenSpan>();
        var left = width;
        foreach (var (key, does) in Keys(state))
        {
            if (key.Length + does.Length + 3 > left) break;
            spans.Add(new(key, ScreenStyle.Key));
            spans.Add(new($" {does}  "));
            left -= key.Length + does.Length + 3;
        }

        return new ScreenLine(spans, width);
    }

    /// <summary>The most needed first: a narrow screen shows as many as it can.</summary>
    private static IEnumerable<(string Key, string Does)> Keys(TopState state)
    {
        yield return ("q", "quit");
        yield return ("?", "help");
        yield return ("1-4", "views");
        yield return ("s", "sort");
        yield return ("/", "filter");
        yield return ("i", state.Question.Interval.Words);
        yield return ("space", state.IsPaused ? "go on" : "pause");
        yield return ("a", state.Question.AreHostsApart ? "join hosts" : "hosts apart");
        if (state.Question.View is TopView.Types or TopView.Hosts) yield return ("enter", "open");
        if (state.Question.Filter.Length > 0 || state.Question.Host is not null || state.Question.Type is not null) yield return ("esc", "show all");
        yield return ("r", "reverse");
    }
}
