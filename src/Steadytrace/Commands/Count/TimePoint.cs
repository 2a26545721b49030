using System.Globalization;
using System.Text.RegularExpressions;

namespace Steadytrace.Commands.Count;

/// <summary>A time as a person writes it: of its own, or told from the trace's begin.</summary>
/// <param name="Kind">What <paramref name="Nanoseconds"/> are counted from.</param>
/// <param name="Nanoseconds">How many.</param>
internal sealed partial record TimePoint(TimePointKind Kind, long Nanoseconds)
{
    /// <summary>What is allowed, for people.</summary>
    public const string Expected = "a time such as 2026-11-24T10:00:00.5Z, Unix seconds such as 1795514400.5, 10:00:00.5 on the trace's first day (UTC), or +1.5s after the trace's begin";

    private const long Second = 1_000_000_000;
    private const long Day = 86_400 * Second;

    /// <summary>Units of a time after the begin, in nanoseconds.</summary>
    private static readonly Dictionary<string, long> Units = new() { ["ns"] = 1, ["us"] = 1_000, ["ms"] = 1_000_000, ["s"] = Second, ["min"] = 60 * Second, ["h"] = 3600 * Second };

    /// <summary>True when it says nothing without the trace's begin.</summary>
    public bool NeedsBegin => Kind != TimePointKind.Unix;

    /// <summary>Reads a time; null for a text that is none.</summary>
    public static TimePoint? Parse(string text)
    {
        if (Calendar().Match(text) is { Success: true } calendar) return OfCalendar(calendar);
        if (UnixSeconds().Match(text) is { Success: true } unix) return Of(TimePointKind.Unix, unix, Second);
        if (TimeOfDay().Match(text) is { Success: true } day) return OfDay(day);
        return AfterBegin().Match(text) is { Success: true } after ? Of(TimePointKind.AfterBegin, after, Units[after.Groups["unit"].Value]) : null;
    }

    /// <summary>The time in nanoseconds since 1970.</summary>
    /// <param name="begin">The trace's begin; asked only where <see cref="NeedsBegin"/>.</param>
    /// <exception cref="OverflowException">It is beyond the year 2262.</exception>
    public long ToUnixNanoseconds(long begin) => Kind switch
    {
        TimePointKind.AfterBegin => checked(begin + Nanoseconds),
        TimePointKind.TimeOfDay => checked(begin - ((begin % Day + Day) % Day) + Nanoseconds),
        _ => Nanoseconds,
    };

    private static TimePoint? OfCalendar(Match match)
    {
        var zone = match.Groups["zone"].Value is { Length: > 1 } offset ? offset : "+00:00";
        if (!DateTimeOffset.TryParseExact($"{match.Groups["day"].Value} {match.Groups["time"].Value} {zone}", "yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)) return null;
        var nanoseconds = (Int128)time.ToUnixTimeSeconds() * Second + Fraction(match, Second);
        return InRange(TimePointKind.Unix, nanoseconds);
    }

    private static TimePoint? OfDay(Match match) =>
        TimeOnly.TryParseExact(match.Groups["time"].Value, "HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? new TimePoint(TimePointKind.TimeOfDay, time.Ticks * 100 + (long)Fraction(match, Second))
            : null;

    private static TimePoint? Of(TimePointKind kind, Match match, long unit) =>
        Int128.TryParse(match.Groups["whole"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var whole) ? InRange(kind, whole * unit + Fraction(match, unit)) : null;

    /// <summary>The digits behind the point, exactly: a <see cref="double"/> has not enough of them.</summary>
    private static Int128 Fraction(Match match, long unit) =>
        match.Groups["fraction"].Value is { Length: > 0 } digits ? Int128.Parse(digits.PadRight(9, '0'), CultureInfo.InvariantCulture) * unit / Second : 0;

    private static TimePoint? InRange(TimePointKind kind, Int128 nanoseconds) =>
        nanoseconds >= long.MinValue && nanoseconds <= long.MaxValue ? new TimePoint(kind, (long)nanoseconds) : null;

    [GeneratedRegex(@"^(?<day>\d{4}-\d\d-\d\d)[Tt ](?<time>\d\d:\d\d:\d\d)(\.(?<fraction>\d{1,9}))?(?<zone>[Zz]|[+-]\d\d:\d\d)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Calendar();

    [GeneratedRegex(@"^(?<whole>\d{1,10})(\.(?<fraction>\d{1,9}))?$", RegexOptions.CultureInvariant)]
    private static partial Regex UnixSeconds();

    [GeneratedRegex(@"^(?<time>\d\d:\d\d:\d\d)(\.(?<fraction>\d{1,9}))?$", RegexOptions.CultureInvariant)]
    private static partial Regex TimeOfDay();

    [GeneratedRegex(@"^\+(?<whole>\d{1,18})(\.(?<fraction>\d{1,9}))? ?(?<unit>ns|us|ms|s|min|h)$", RegexOptions.CultureInvariant)]
    private static partial Regex AfterBegin();
}
