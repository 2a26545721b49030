using Steadytrace.Cluster.Top;
using System.Globalization;
using Steadytrace.Output;
using Steadytrace.Top.Keys;

namespace Steadytrace.Top.Screen;

/// <summary>A look as lines of a terminal; nothing here knows one.</summary>
/// <remarks>From top to bottom: who and when, how much, the trend; headings and rows; what is wrong, if anything is; the keys.</remarks>
internal static class TopScreen
{
    private const int LinesAbove = 4;

    /// <summary>Rows that fit: the same whether something is wrong or not, so that the cursor does not jump.</summary>
    public static int RowsOn(ScreenSize size) => Math.Max(1, size.Height - LinesAbove - 2);

    /// <summary>Exactly as many lines as the screen has.</summary>
    /// <param name="look">What is seen.</param>
    /// <param name="state">What was chosen.</param>
    /// <param name="size">Of the screen.</param>
    /// <param name="where">What is looked at: a node's address, this machine, a session.</param>
    /// <param name="problem">What is wrong; empty when nothing is.</param>
    public static IReadOnlyList<ScreenLine> Draw(TopLook look, TopState state, ScreenSize size, string where, string problem)
    {
        if (state.IsHelp) return Fill(TopHelp.Lines(size.Width), new ScreenLine([new(" any key", ScreenStyle.Key), new(" back")], size.Width), size);
        var lines = new List<ScreenLine> { Title(look, state, size.Width, where), Summary(look, size.Width), TopTrend.Line(look, size.Width) };
        lines.AddRange(Table(look, state, size));
        var wrong = problem.Length > 0 ? problem : ProblemOf(look);
        lines = [.. lines.Take(size.Height - 2)];
        while (lines.Count < size.Height - 2) lines.Add(new ScreenLine([], size.Width));
        lines.Add(new ScreenLine([new(PrintableText.Of(wrong), ScreenStyle.Alarm)], size.Width));
        return Fill(lines, TopFooter.Line(state, size.Width), size);
    }

    /// <summary>The last line is there on the smallest screen too.</summary>
    private static List<ScreenLine> Fill(IReadOnlyList<ScreenLine> lines, ScreenLine last, ScreenSize size)
    {
        var all = lines.Take(size.Height - 1).ToList();
        while (all.Count < size.Height - 1) all.Add(new ScreenLine([], size.Width));
        all.Add(last);
        return all;
    }

    private static ScreenLine Title(TopLook look, TopState state, int width, string where)
    {
        var question = look.Question;
        var scope = (question.Host is { } host ? PrintableText.Of(host) : look.Hosts == 1 ? "1 host" : $"{look.Hosts} hosts") + (question.Type is { } type ? $" · type {PrintableText.Of(type)}" : "");
        var time = look.At.ToLocalTime().ToString("HH:mm:ss", CultureInfo.InvariantCulture);
        var right = state.IsPaused ? $" PAUSED at {time} " : time;
        var left = CellText.Fit($" · {scope} · {PrintableText.Of(where)}", Math.Max(0, width - "steadytrace top".Length - right.Length - 1));
        return new ScreenLine([new("steadytrace top", ScreenStyle.Strong), new(left, ScreenStyle.Dim), new(" "), new(right, state.IsPaused ? ScreenStyle.BarStrong : ScreenStyle.Plain)], width);
    }

    private static ScreenLine Summary(TopLook look, int width)
    {
        var total = look.Total;
        var spans = new List<ScreenSpan> { new(TopColumns.Rate(total.PerSecond), ScreenStyle.Strong), new($" events/s over {look.Question.Interval.Words}   ") };
        if (total.LostSinceStart == 0 && total.LostPackets == 0) spans.Add(new("lost 0", ScreenStyle.Dim));
        else spans.Add(new($"lost {Figures.Count(total.LostSinceStart)}, now {TopColumns.Rate((double)total.Lost / look.Question.Interval.Seconds)}/s{Packets(total)}", ScreenStyle.Alarm));
        if (total.Cpu is { } cpu) spans.Add(new($"   cpu {100 * cpu:0}%"));
        if (look.Question.Filter.Length > 0) spans.Add(new($"   /{PrintableText.Of(look.Question.Filter)} hides {look.Hidden}", ScreenStyle.Key));
        return new ScreenLine(spans, width);
    }

    private static string Packets(TopRow total) => total.LostPackets > 0 ? $", {Figures.Of(total.LostPackets, "packet", "packets")}" : "";

    private static IEnumerable<ScreenLine> Table(TopLook look, TopState state, ScreenSize size)
    {
        var columns = TopColumns.Fitting(look.Question, size.Width);
        yield return Headings(look.Question, columns, size.Width);
        if (look.Rows.Count == 0)
        {
            yield return new ScreenLine([], size.Width);
            yield return new ScreenLine([new("  " + WhyEmpty(look), ScreenStyle.Dim)], size.Width);
            yield break;
        }

        var page = RowsOn(size);
        var cursor = Math.Clamp(state.Cursor, 0, look.Rows.Count - 1);
        foreach (var (row, number) in look.Rows.Select((row, number) => (row, number)).Skip(Math.Max(0, cursor - page + 1)).Take(page)) yield return Row(row, columns, number == cursor, size.Width);
    }

    private static ScreenLine Headings(TopQuestion question, IReadOnlyList<TopColumn> columns, int width) => new(
        columns.Select((column, number) =>
        {
            var isSorted = column.Sort == question.Sort;
            var isDown = question.IsReversed == (question.Sort == TopSort.Name);
            var heading = isSorted ? column.Heading + (isDown ? "▼" : "▲") : column.Heading;
            return new ScreenSpan(Cell(heading, column, number), isSorted ? ScreenStyle.BarStrong : ScreenStyle.Bar);
        }), width, ScreenStyle.Bar);

    private static ScreenLine Row(TopRow row, IReadOnlyList<TopColumn> columns, bool hasCursor, int width) => new(
        columns.Select((column, number) => new ScreenSpan(Cell(column.Cell(row), column, number), hasCursor && column.Style(row) != ScreenStyle.Alarm ? ScreenStyle.Cursor : column.Style(row))),
        width, hasCursor ? ScreenStyle.Cursor : ScreenStyle.Plain);

    private static string Cell(string text, TopColumn column, int number) =>
        (number > 0 ? "  " : "") + (column.IsText ? CellText.Fit(text, column.Width) : CellText.FitRight(text, column.Width));

    private static string WhyEmpty(TopLook look)
    {
        if (look.Hidden > 0) return $"Nothing here has '{PrintableText.Of(look.Question.Filter)}' in its name: Esc shows all.";
        if (look.Sources.Count == 0) return look.Question.Host is { } host ? $"{PrintableText.Of(host)} is not counted now: Esc shows all hosts." : "No tracer is counted yet.";
        return look.Sources.All(source => source.Behind is null) ? "Waiting for the first counts…" : "No events.";
    }

    private static string ProblemOf(TopLook look) =>
        look.Sources.FirstOrDefault(source => source.Problem.Length > 0) is { } source ? $"{source.Host}/{source.Recorder}: {source.Problem}" : "";
}
