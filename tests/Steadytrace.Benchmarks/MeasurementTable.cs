using System.Globalization;

namespace Steadytrace.Benchmarks;

/// <summary>The measures taken, and those that could not be: as a table on the screen, and in Markdown.</summary>
internal sealed class MeasurementTable
{
    private static readonly string[] Heading = ["measure", "ours", "against", "ratio", "at least", ""];
    private readonly List<string[]> _rows = [];
    private int _taken;
    private int _below;
    private int _missing;

    /// <summary>0: all reach their aims; 1: one is below; 3: one could not be taken.</summary>
    public int ExitCode => _below > 0 ? 1 : _missing > 0 ? 3 : 0;

    /// <summary>The last line.</summary>
    public string Summary => $"{_taken} measures, {_below} below" + (_missing > 0 ? $", {_missing} not taken" : "");

    public void Add(Measurement measured)
    {
        _taken++;
        if (!measured.IsMet) _below++;
        _rows.Add([measured.Measure, measured.Ours, measured.Against, Times(measured.Ratio), Times(measured.Aim), measured.IsMet ? "" : "below"]);
    }

    /// <summary>It came to no figure, which is below any aim.</summary>
    public void AddFailed(string measure, string reason)
    {
        _taken++;
        _below++;
        _rows.Add([measure, "failed", reason, "", "", "below"]);
    }

    public void AddMissing(string measure, string reason)
    {
        _missing++;
        _rows.Add([measure, "not taken", reason, "", "", ""]);
    }

    public string ToMarkdown() => string.Concat(Lines(Heading).Append(Line([.. Heading.Select(_ => "---")])).Concat(_rows.SelectMany(Lines)).Select(line => line + "\n"));

    public string ToText()
    {
        var widths = Heading.Select((_, column) => _rows.Append(Heading).Max(row => row[column].Length)).ToArray();
        return string.Concat(_rows.Prepend(Heading).Select(row => string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd() + "\n"));
    }

    // 118 ×, 1.83 ×, and for a share of memory or time left 0.45 ×: three digits tell enough.
    private static string Times(double ratio) => double.IsPositiveInfinity(ratio)
        ? "∞"
        : ratio.ToString(ratio >= 100 ? "0" : ratio >= 10 ? "0.0" : "0.00", CultureInfo.InvariantCulture) + " ×";

    private static IEnumerable<string> Lines(string[] row) => [Line(row)];

    private static string Line(IEnumerable<string> cells) => "| " + string.Join(" | ", cells) + " |";
}
