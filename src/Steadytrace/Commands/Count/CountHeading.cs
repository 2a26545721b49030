using System.Globalization;
using Steadytrace.Output;
using Steadytrace.Traces;

namespace Steadytrace.Commands.Count;

/// <summary>The figures of a whole count, above the tables.</summary>
internal static class CountHeading
{
    private const long Second = 1_000_000_000;
    private const int LabelWidth = 9;
    private const int LeastText = 10;

    public static void Print(ILineScreen screen, CountAnswer answer, bool cpuTime)
    {
        Add("events", EventsOf(answer));
        if (answer.Span is { } span) Add("time", $"{Time(span.BeginUnixNanoseconds)} to {(SameDay(span) ? TimeOfDay(span.EndUnixNanoseconds) : Time(span.EndUnixNanoseconds))} UTC, {Duration(span.Seconds)}");
        Add("lost", LossOf(answer), answer.Whole.Lost + answer.Whole.LostPackets > 0 ? TextStyle.Warning : TextStyle.Plain);
        if (cpuTime) Add("cpu", CpuTimeTable.Sum(answer));
        if (!answer.Filter.TakesAll) Add("filter", answer.Filter.ToString());

        void Add(string label, string text, TextStyle style = TextStyle.Plain)
        {
            foreach (var line in WrappedText.Lines(text, Math.Max(LeastText, screen.Width - LabelWidth)))
            {
                screen.WriteLine(new StyledText(label.PadRight(LabelWidth), TextStyle.Bold), new StyledText(line, style));
                label = "";
            }
        }
    }

    /// <summary>2016-07-20 17:52:05.196274002.</summary>
    public static string Time(long unixNanoseconds) => $"{Day(unixNanoseconds):yyyy-MM-dd} {TimeOfDay(unixNanoseconds)}";

    private static string EventsOf(CountAnswer answer)
    {
        var (shown, whole) = (answer.Shown.Events, answer.Whole.Events);
        var part = answer.Filter.TakesAll ? Figures.Count(shown) : $"{Figures.Count(shown)} of {Figures.Count(whole)}{(whole == 0 ? "" : $" ({Figures.Share(shown, whole)})")}";
        var rate = answer.Span is { Seconds: > 0 } span ? $", {Figures.Count((long)Math.Round(shown / span.Seconds))} a second" : "";
        return $"{part} in {Figures.Of(answer.Whole.Packets, "packet", "packets")}{rate}";
    }

    private static string LossOf(CountAnswer answer)
    {
        var (events, packets) = (answer.Whole.Lost, answer.Whole.LostPackets);
        var share = answer.Filter.TakesAll && events > 0 ? $" ({Figures.Share(events, events + answer.Whole.Events)} of all)" : "";
        var lost = (events, packets) switch
        {
            (0, 0) => "none",
            (_, 0) => Figures.Of(events, "event", "events") + share,
            (0, _) => Figures.Of(packets, "whole packet", "whole packets"),
            _ => $"{Figures.Of(events, "event", "events")}{share} and {Figures.Of(packets, "whole packet", "whole packets")}",
        };
        return answer.Filter.TakesAll || (events, packets) == (0, 0) ? lost : $"{lost}, of the whole trace: nobody knows of what kind";
    }

    private static bool SameDay(TraceSpan span) => Day(span.BeginUnixNanoseconds) == Day(span.EndUnixNanoseconds);

    private static DateTime Day(long unixNanoseconds) => DateTime.UnixEpoch.AddTicks(unixNanoseconds / 100).Date;

    private static string TimeOfDay(long unixNanoseconds)
    {
        var seconds = Math.DivRem(unixNanoseconds, Second, out var nanoseconds);
        if (nanoseconds < 0) (seconds, nanoseconds) = (seconds - 1, nanoseconds + Second);
        return string.Create(CultureInfo.InvariantCulture, $"{DateTime.UnixEpoch.AddSeconds(seconds):HH:mm:ss}.{nanoseconds:000000000}");
    }

    private static string Duration(double seconds) => seconds switch
    {
        < 1 => string.Create(CultureInfo.InvariantCulture, $"{seconds * 1000:0.###} ms"),
        < 120 => string.Create(CultureInfo.InvariantCulture, $"{seconds:0.000} s"),
        _ => Figures.Duration(seconds),
    };
}
