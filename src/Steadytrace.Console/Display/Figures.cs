using System.Globalization;

namespace Steadytrace.Console.Display;

/// <summary>Numbers as people read them.</summary>
public static class Figures
{
    private static readonly string[] ByteUnits = ["B", "kB", "MB", "GB", "TB", "PB"];

    /// <summary><c>1,234,567</c>.</summary>
    public static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A count, or a dash where there is none.</summary>
    public static string Count(long? number) => number is { } known ? Count(known) : "–";

    /// <summary>Whole above 100, else with as many decimals as tell something: <c>12,345</c>, <c>12.3</c>, <c>0.25</c>.</summary>
    public static string Value(double number)
    {
        if (!double.IsFinite(number)) return "–";
        var format = number == Math.Floor(number) || Math.Abs(number) >= 100 ? "N0" : Math.Abs(number) >= 10 ? "0.#" : "0.##";
        return number.ToString(format, CultureInfo.InvariantCulture);
    }

    /// <summary>A rate, or a dash where there is none yet.</summary>
    public static string Rate(double? perSecond) => perSecond is { } known ? Value(known) : "–";

    /// <summary>An axis label: <c>0</c>, <c>250</c>, <c>1.5 k</c>, <c>20 M</c>.</summary>
    public static string Axis(double number)
    {
        var (scaled, unit) = Math.Abs(number) switch
        {
            >= 1e12 => (number / 1e12, " T"),
            >= 1e9 => (number / 1e9, " G"),
            >= 1e6 => (number / 1e6, " M"),
            >= 1e3 => (number / 1e3, " k"),
            _ => (number, ""),
        };
        return scaled.ToString("0.###", CultureInfo.InvariantCulture) + unit;
    }

    /// <summary>Decimal units: <c>1.4 GB</c>.</summary>
    public static string Bytes(long bytes)
    {
        double scaled = bytes;
        var unit = 0;
        for (; scaled >= 1000 && unit < ByteUnits.Length - 1; unit++) scaled /= 1000;
        return scaled.ToString(unit == 0 || scaled >= 100 ? "0" : "0.0", CultureInfo.InvariantCulture) + " " + ByteUnits[unit];
    }

    /// <summary>The two largest units that tell: <c>850 ms</c>, <c>4.2 s</c>, <c>3 min 20 s</c>, <c>2 d 4 h</c>.</summary>
    public static string Duration(double seconds)
    {
        if (!double.IsFinite(seconds)) return "–";
        if (seconds < 0) return "-" + Duration(-seconds);
        if (seconds is > 0 and < 0.9995) return Text(seconds * 1000, "0") + " ms";
        if (seconds < 10) return Text(seconds, "0.#") + " s";
        var whole = (long)Math.Round(seconds);
        return whole switch
        {
            < 60 => $"{whole} s",
            < 3_600 => Two(whole / 60, "min", whole % 60, "s"),
            < 86_400 => Two(whole / 3_600, "h", whole % 3_600 / 60, "min"),
            _ => Two(whole / 86_400, "d", whole % 86_400 / 3_600, "h"),
        };
    }

    private static string Two(long large, string largeUnit, long small, string smallUnit) =>
        small == 0 ? $"{large} {largeUnit}" : $"{large} {largeUnit} {small} {smallUnit}";

    private static string Text(double number, string format) => number.ToString(format, CultureInfo.InvariantCulture);
}
