using Steadytrace.Output;

namespace Steadytrace.Commands.Count;

/// <summary>Why there is nothing to show.</summary>
internal static class EmptyAnswer
{
    /// <summary>One line; null when there is something to show.</summary>
    /// <param name="answer">What was counted.</param>
    /// <param name="range">What was asked for.</param>
    /// <param name="paths">The traces.</param>
    public static string? Reason(CountAnswer answer, AskedRange range, IEnumerable<string> paths)
    {
        if (answer.Shown.Events > 0) return null;
        if (answer.Whole.Events == 0)
        {
            if (!range.IsGiven) return $"There are no events to show: {(answer.IsDamaged ? "none stands before what is damaged" : "the trace holds none")}.";
            var begin = AskedRange.EarliestBegin(paths) is { } known ? $"; the trace begins at {CountHeading.Time(known)} UTC" : "";
            return $"There are no events to show: none lies in this range of time{begin}.";
        }

        var whole = answer.Whole.Total();
        var names = whole.ByEvent.Keys.Select(traced => traced.Name).Distinct().ToList();
        if (!names.Exists(answer.Filter.Events.Take)) return $"There are no events to show: none of the {Figures.Of(names.Count, "name", "names")} of events fits {answer.Filter.Events}.";
        if (!whole.ByProcess.Keys.Any(answer.Filter.Processes.Take)) return $"There are no events to show: none of the {Figures.Of(whole.ByProcess.Count, "process", "processes")} fits {answer.Filter.Processes}.";
        return $"There are no events to show: the processes that fit {answer.Filter.Processes} have none that fits {answer.Filter.Events}.";
    }
}
