using Steadytrace.Cluster.Top;
using System.Globalization;
using Steadytrace.Output;

namespace Steadytrace.Top.Screen;

/// <summary>The columns of each view. The first takes what the others leave.</summary>
internal static class TopColumns
{
    private const int LeastName = 16;
    private const int Gap = 2;

    /// <summary>The columns that a screen has room for.</summary>
    public static IReadOnlyList<TopColumn> Fitting(TopQuestion question, int width)
    {
        var columns = All(question).ToList();
        while (columns.Count > 2 && WidthOf(columns) + LeastName > width) columns.Remove(columns.Skip(1).MaxBy(column => column.Rank)!);
        columns[0] = columns[0] with { Width = Math.Max(1, width - WidthOf(columns)) };
        return columns;
    }

    /// <summary>What all but the first take, their gaps included.</summary>
    private static int WidthOf(IEnumerable<TopColumn> columns) => columns.Skip(1).Sum(column => column.Width + Gap);

    private static IEnumerable<TopColumn> All(TopQuestion question)
    {
        yield return new TopColumn(question.View switch { TopView.Types => "TYPE", TopView.Events => "EVENT", TopView.Hosts => "HOST", _ => "PROCESS" }, 0, row => NamedCounts.Printable(row.Name))
        {
            Sort = TopSort.Name,
            IsText = true,
        };
        if (question.View == TopView.Hosts) yield return new TopColumn("RECORDER", 8, row => row.Recorder) { IsText = true, Rank = 3 };
        else if (question.AreHostsApart) yield return new TopColumn("HOST", 16, row => PrintableText.Of(row.Host)) { IsText = true, Rank = 3 };
        if (question.View == TopView.Events) yield return new TopColumn("TYPE", 12, row => PrintableText.Of(row.Type)) { IsText = true, Rank = 4 };
        yield return new TopColumn("EVENTS/S", 11, row => Rate(row.PerSecond)) { Sort = TopSort.Events };
        yield return new TopColumn("SHARE", 7, row => Percent(row.Share)) { Rank = 5, Style = row => row.Events == 0 ? ScreenStyle.Dim : ScreenStyle.Plain };
        if (question.View is TopView.Processes or TopView.Hosts) yield return new TopColumn("CPU", 8, row => row.Cpu is { } cpu ? Percent(cpu) : "–") { Sort = TopSort.Cpu, Rank = 2 };
        if (question.View == TopView.Hosts)
        {
            yield return new TopColumn("LOST", 10, LostOf) { Sort = TopSort.Lost, Rank = 1, Style = row => row.LostSinceStart + row.LostPackets > 0 ? ScreenStyle.Alarm : ScreenStyle.Dim };
            yield return new TopColumn("BEHIND", 7, BehindOf) { Rank = 7, IsOfLook = false, Style = row => row.Behind is null ? ScreenStyle.Alarm : ScreenStyle.Dim };
        }

        yield return new TopColumn("THIS MINUTE", 13, row => Figures.Count(row.Minute)) { Sort = TopSort.Minute, Rank = 6, IsOfLook = false };
    }

    /// <summary>One decimal where a whole number would say too little.</summary>
    public static string Rate(double perSecond) =>
        perSecond.ToString(perSecond is > 0 and < 9.95 ? "0.0" : "N0", CultureInfo.InvariantCulture);

    private static string Percent(double share) => (100 * share).ToString("0.0", CultureInfo.InvariantCulture) + "%";

    private static string LostOf(TopRow row) => row.LostPackets == 0 ? Figures.Count(row.LostSinceStart) : $"{Figures.Count(row.LostSinceStart)}+{row.LostPackets}p";

    private static string BehindOf(TopRow row) => row.Behind is { } behind ? behind.TotalSeconds.ToString(behind.TotalSeconds < 9.95 ? "0.0" : "0", CultureInfo.InvariantCulture) + " s" : "–";
}
