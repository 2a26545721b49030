using Steadytrace.Traces.Tallies;

namespace Steadytrace.Metrics.Tests.RabbitMq;

/// <summary>Batches for tests.</summary>
internal static class Batches
{
    public const long Start = 1_795_411_740;

    /// <summary>A batch of lines <c>1min.replay.events.test.eventN.DATACENTER.host1</c> with values N + <paramref name="add"/>.</summary>
    public static MetricBatch Of(string datacenter, int lines, double add = 0, long start = Start)
    {
        var scope = new MetricScope(IntervalLength.OneMinute, "replay", datacenter, "host1");
        return new MetricBatch(scope, start, [.. Enumerable.Range(0, lines).Select(n => new MetricLine($"1min.replay.events.test.event{n}.{datacenter}.host1", n + add, start))]);
    }
}
