using Steadytrace.Cluster.Aggregation;

namespace Steadytrace.Settings.Parts;

/// <summary>Reads <c>steadytrace.aggregator</c>.</summary>
internal static class AggregatorSettings
{
    private const string Section = "steadytrace.aggregator.";

    public static AggregatorOptions Read(SettingsReader reader)
    {
        var (minBackoff, maxBackoff) = Backoff.Read(reader, Section + "backoff");
        var (restartFirst, restartAtMost) = Backoff.Read(reader, Section + "restart");
        return new AggregatorOptions
        {
            Grace = reader.Time(Section + "grace", TimeSpan.FromSeconds(1), TimeSpan.FromDays(1)),
            WindowIntervals = reader.Number(Section + "window-intervals", 1, 10_000),
            MaxPublishing = reader.Number(Section + "max-publishing", 1, 100_000),
            MaxGapIntervals = reader.Number(Section + "max-gap-intervals", 1, 1_000_000),
            AskEvery = reader.Time(Section + "ask-every", TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(10)),
            AskAtMost = reader.Time(Section + "ask-at-most", TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(10)),
            ForgetAfter = reader.Time(Section + "forget-after", TimeSpan.FromMinutes(1), TimeSpan.FromDays(365)),
            RestartFirst = restartFirst,
            RestartAtMost = restartAtMost,
            IntervalsKept = reader.Number(Section + "intervals-kept", 1, 10_000),
            MinBackoff = minBackoff,
            MaxBackoff = maxBackoff,
        };
    }
}
