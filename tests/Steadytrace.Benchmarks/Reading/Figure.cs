using System.Globalization;

namespace Steadytrace.Benchmarks.Reading;

/// <summary>Figures with their units.</summary>
internal static class Figure
{
    public static string Seconds(double seconds) => seconds < 1 ? Text(seconds * 1e3, "ms") : Text(seconds, "s");

    public static string Rate(double events, double seconds) => Text(events / seconds / 1e6, "M events/s");

    public static string PerSecond(double rate, string what) => rate >= 1e6 ? Text(rate / 1e6, $"M {what}/s") : rate >= 1e3 ? Text(rate / 1e3, $"k {what}/s") : Text(rate, $"{what}/s");

    public static string BytesPerSecond(double bytes, double seconds) => Text(bytes / seconds / 1e9, "GB/s");

    public static string Bytes(double bytes) => Text(bytes / 1e6, "MB");

    private static string Text(double value, string unit) => value.ToString(value >= 100 ? "0" : value >= 10 ? "0.0" : "0.00", CultureInfo.InvariantCulture) + " " + unit;
}
