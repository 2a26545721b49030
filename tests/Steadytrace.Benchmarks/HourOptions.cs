using System.Globalization;

namespace Steadytrace.Benchmarks;

/// <summary>What the long run is told.</summary>
/// <param name="Bench">Where, and with which program.</param>
/// <param name="Minutes">How long, 1 to 1,440.</param>
/// <param name="EventsPerSecond">The load, 2 to 2,000,000.</param>
internal sealed record HourOptions(BenchOptions Bench, int Minutes, int EventsPerSecond)
{
    private const int DefaultMinutes = 60, DefaultRate = 1_000_000;

    /// <exception cref="BenchException">An option is unknown or out of its range.</exception>
    public static HourOptions Parse(string[] arguments)
    {
        var (minutes, rate) = (DefaultMinutes, DefaultRate);
        List<string> others = [];
        for (var i = 0; i < arguments.Length; i += 2)
        {
            var value = i + 1 < arguments.Length ? arguments[i + 1] : throw new BenchException($"{arguments[i]} needs a value");
            switch (arguments[i])
            {
                case "--minutes":
                    minutes = Number(arguments[i], value, 1, 1440);
                    break;
                case "--rate":
                    rate = Number(arguments[i], value, 2, 2_000_000);
                    break;
                default:
                    others.AddRange([arguments[i], value]);
                    break;
            }
        }

        return new HourOptions(BenchOptions.Parse([.. others]), minutes, rate);
    }

    private static int Number(string option, string text, int least, int most) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new BenchException($"{option} is {text}: {least} to {most} is allowed");
}
