using System.Globalization;
using System.Text;

namespace Steadytrace.Top.Screen;

/// <summary>Turns screens into what a terminal must be told: only the lines that changed, as one text, so that nothing flickers.</summary>
internal sealed class FrameWriter(bool hasColours)
{
    /// <summary>A terminal that knows it shows nothing of a frame before all of it has come; others ignore it.</summary>
    private const string BeginFrame = "\e[?2026h", EndFrame = "\e[?2026l";

    private IReadOnlyList<ScreenLine> _shown = [];
    private ScreenSize _size;

    /// <summary>To the alternate screen, without a cursor and without breaking long lines.</summary>
    public static string Enter => "\e[?1049h\e[?25l\e[?7l\e[H\e[2J";

    /// <summary>Everything as it was.</summary>
    /// <remarks>The keypad too, which the framework has set to send cursor keys as it expects them.</remarks>
    public static string Leave => "\e[0m\e[?2026l\e[?7h\e[?25h\e[?1l\e>\e[?1049l";

    /// <summary>The next write is of all lines.</summary>
    public void Forget() => _shown = [];

    /// <summary>What to write to show this; empty where it is shown already.</summary>
    public string Write(IReadOnlyList<ScreenLine> lines, ScreenSize size)
    {
        var isNew = size != _size || _shown.Count != lines.Count;
        var changed = Enumerable.Range(0, lines.Count).Where(row => isNew || !_shown[row].Equals(lines[row])).ToList();
        (_shown, _size) = (lines, size);
        if (changed.Count == 0) return "";
        var text = new StringBuilder(BeginFrame);
        if (isNew) text.Append("\e[0m\e[2J");
        foreach (var row in changed)
        {
            text.Append(CultureInfo.InvariantCulture, $"\e[{row + 1};1H");
            foreach (var span in lines[row].Spans) text.Append("\e[0").Append(Codes(span.Style)).Append('m').Append(span.Text);
        }

        return text.Append("\e[0m").Append(EndFrame).ToString();
    }

    private string Codes(ScreenStyle style) => style switch
    {
        ScreenStyle.Dim => hasColours ? ";90" : ";2",
        ScreenStyle.Strong => ";1",
        ScreenStyle.Bar => ";7",
        ScreenStyle.BarStrong => ";1;7",
        ScreenStyle.Cursor => hasColours ? ";30;46" : ";7",
        ScreenStyle.Alarm => hasColours ? ";1;31" : ";1",
        ScreenStyle.Key => hasColours ? ";1;36" : ";1",
        ScreenStyle.Trend => hasColours ? ";32" : "",
        _ => "",
    };
}
