using System.Globalization;
using Spectre.Console.Rendering;

namespace Steadytrace.Top.Screen;

/// <summary>Text measured in the cells that it takes on a terminal, where some characters take two and some none.</summary>
internal static class CellText
{
    private const string Left = "…";

    public static int Width(string text) => IsPlain(text) ? text.Length : new Segment(text).CellCount();

    /// <summary>As much of the beginning as fits.</summary>
    public static string Cut(string text, int width)
    {
        if (width <= 0) return "";
        if (Width(text) <= width) return text;
        return IsPlain(text) ? text[..width] : string.Concat(Whole(Elements(text), width));
    }

    /// <summary>
    /// Exactly so wide, filled up with blanks at the right. What is too long loses its middle: the beginning of a name tells its kind, and the end which one it is.
    /// </summary>
    public static string Fit(string text, int width)
    {
        if (width <= 0) return "";
        var shown = Shorten(text, width);
        return shown + new string(' ', width - Width(shown));
    }

    /// <summary>The same, filled up at the left.</summary>
    public static string FitRight(string text, int width)
    {
        if (width <= 0) return "";
        var shown = Shorten(text, width);
        return new string(' ', width - Width(shown)) + shown;
    }

    private static string Shorten(string text, int width)
    {
        if (Width(text) <= width) return text;
        if (width == 1) return Left;
        var end = (width - 1) / 2;
        var elements = Elements(text);
        var tail = string.Concat(Whole(elements.AsEnumerable().Reverse(), end).Reverse());
        return string.Concat(Whole(elements, width - 1 - end)) + Left + tail;
    }

    private static IEnumerable<string> Whole(IEnumerable<string> elements, int width)
    {
        foreach (var element in elements)
        {
            width -= Width(element);
            if (width < 0) yield break;
            yield return element;
        }
    }

    private static List<string> Elements(string text)
    {
        var elements = new List<string>();
        for (var each = StringInfo.GetTextElementEnumerator(text); each.MoveNext();) elements.Add(each.GetTextElement());
        return elements;
    }

    private static bool IsPlain(string text) => text.All(c => c is >= ' ' and <= '~');
}
