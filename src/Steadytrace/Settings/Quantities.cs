using System.Globalization;

namespace Steadytrace.Settings;

/// <summary>Times and sizes as people write them: <c>10s</c>, <c>1.5 min</c>, <c>4GiB</c>.</summary>
internal static class Quantities
{
    private static readonly (string Unit, double Seconds)[] Times =
    [
        ("ms", 0.001), ("millis", 0.001), ("s", 1), ("sec", 1), ("second", 1), ("seconds", 1), ("m", 60), ("min", 60), ("minute", 60), ("minutes", 60),
        ("h", 3600), ("hour", 3600), ("hours", 3600), ("d", 86400), ("day", 86400), ("days", 86400),
    ];

    private static readonly (string Unit, long Bytes)[] Sizes =
    [
        ("B", 1), ("KiB", 1L << 10), ("MiB", 1L << 20), ("GiB", 1L << 30), ("TiB", 1L << 40),
        ("k", 1L << 10), ("m", 1L << 20), ("g", 1L << 30), ("t", 1L << 40), ("kB", 1_000), ("MB", 1_000_000), ("GB", 1_000_000_000), ("TB", 1_000_000_000_000),
    ];

    /// <summary>A time; its unit is required.</summary>
    public static bool TryTime(string text, out TimeSpan time)
    {
        time = default;
        if (!TrySplit(text, out var number, out var unit)) return false;
        var seconds = Times.FirstOrDefault(known => known.Unit == unit).Seconds * number;
        if (seconds is 0 && (number != 0 || Times.All(known => known.Unit != unit)) || seconds > TimeSpan.MaxValue.TotalSeconds / 2) return false;
        time = TimeSpan.FromSeconds(seconds);
        return true;
    }

    /// <summary>A size in bytes; a number alone is bytes.</summary>
    public static bool TrySize(string text, out long bytes)
    {
        bytes = 0;
        if (!TrySplit(text, out var number, out var unit)) return false;
        var factor = unit.Length == 0 ? 1 : Sizes.FirstOrDefault(known => known.Unit.Equals(unit, StringComparison.Ordinal)).Bytes;
        if (factor == 0) factor = Sizes.FirstOrDefault(known => known.Unit.Equals(unit, StringComparison.OrdinalIgnoreCase)).Bytes;
        if (factor == 0 || number * factor > long.MaxValue / 2) return false;
        bytes = (long)(number * factor);
        return true;
    }

    /// <summary>A time in the unit that people would choose.</summary>
    public static string Show(TimeSpan time) => time switch
    {
        { TotalSeconds: < 1 } => FormattableString.Invariant($"{time.TotalMilliseconds:0.###}ms"),
        { TotalSeconds: < 60 } => FormattableString.Invariant($"{time.TotalSeconds:0.###}s"),
        { TotalHours: < 1 } => FormattableString.Invariant($"{time.TotalMinutes:0.###}min"),
        { TotalDays: < 1 } => FormattableString.Invariant($"{time.TotalHours:0.###}h"),
        _ => FormattableString.Invariant($"{time.TotalDays:0.###}d"),
    };

    /// <summary>A size in the unit that people would choose.</summary>
    public static string Show(long bytes) => bytes switch
    {
        < 1L << 10 => FormattableString.Invariant($"{bytes}B"),
        < 1L << 20 => FormattableString.Invariant($"{bytes / 1024.0:0.#}KiB"),
        < 1L << 30 => FormattableString.Invariant($"{bytes / (1024.0 * 1024):0.#}MiB"),
        _ => FormattableString.Invariant($"{bytes / (1024.0 * 1024 * 1024):0.#}GiB"),
    };

    private static bool TrySplit(string text, out double number, out string unit)
    {
        var trimmed = text.Trim();
        var digits = trimmed.TakeWhile(c => char.IsAsciiDigit(c) || c == '.').Count();
        unit = trimmed[digits..].Trim();
        return double.TryParse(trimmed.AsSpan(0, digits), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number);
    }
}
