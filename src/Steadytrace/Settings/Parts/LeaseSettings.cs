using Steadytrace.Cluster.Dispatch;

namespace Steadytrace.Settings.Parts;

/// <summary>Reads <c>steadytrace.lease</c>.</summary>
internal static class LeaseSettings
{
    public static LeaseOptions Read(SettingsReader reader) => new()
    {
        Duration = reader.Time("steadytrace.lease.duration", TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)),
        BytesPerSecond = reader.Size("steadytrace.lease.bytes-per-second", 1 << 10, 1L << 40),
        RateMargin = reader.Number("steadytrace.lease.rate-margin", 1, 1000),
        MaxDuration = reader.Time("steadytrace.lease.max-duration", TimeSpan.FromSeconds(1), TimeSpan.FromDays(7)),
        MaxWaiting = reader.Number("steadytrace.lease.max-waiting", 1, 10_000_000),
    };
}
