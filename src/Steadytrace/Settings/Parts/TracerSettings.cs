using Steadytrace.Cluster.Tracing;
using Steadytrace.Traces.Tallies;

namespace Steadytrace.Settings.Parts;

/// <summary>Reads <c>steadytrace.tracer</c> without its recorders.</summary>
internal static class TracerSettings
{
    private const string Section = "steadytrace.tracer.";

    /// <param name="reader">Where settings come from.</param>
    /// <param name="interval">No chunk is longer.</param>
    public static TracerOptions Read(SettingsReader reader, IntervalLength interval)
    {
        var chunk = reader.Time(SettingKeys.ChunkLength, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10));
        var longest = TimeSpan.FromSeconds(interval.Seconds);
        var (minBackoff, maxBackoff) = Backoff.Read(reader, Section + "backoff");
        return new TracerOptions
        {
            ChunkLength = chunk < longest ? chunk : longest,
            ChunkMaxBytes = ZeroOr(reader, Section + "chunk-max-bytes", 1 << 20, 1L << 40),
            SpoolDirectory = Path.GetFullPath(reader.Auto(SettingKeys.SpoolDirectory, StateFolder.Of("spool"), key => reader.Text(key, "a folder", text => text.Length > 0))),
            SpoolMaxBytes = reader.Size(Section + "spool.max-bytes", 16 << 20, 1L << 50),
            SpoolMaxChunks = reader.Number(Section + "spool.max-chunks", 10, 10_000_000),
            SpoolMaxAge = OffOr(reader, Section + "spool.max-age", TimeSpan.FromMinutes(1), TimeSpan.FromDays(3650)),
            SpoolCompressAfter = OffOr(reader, Section + "spool.compress-after", TimeSpan.FromSeconds(1), TimeSpan.FromDays(3650)),
            SpoolMaxTallies = reader.Number(Section + "spool.max-tallies", 100, 10_000_000),
            SpoolAsideBytes = reader.Size(Section + "spool.aside-bytes", 0, 1L << 50),
            SpoolMinFreeBytes = reader.Size(Section + "spool.min-free-bytes", 0, 1L << 50),
            SpoolKeepBytes = reader.Size(Section + "spool.keep-bytes", 0, 1L << 50),
            MaxTries = reader.Number(Section + "max-tries", 1, 100),
            MaxPairs = reader.Number(Section + "max-pairs", 0, 100_000),
            RepeatAfter = reader.Time(Section + "repeat-after", TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(10)),
            RepeatAtMost = reader.Time(Section + "repeat-at-most", TimeSpan.FromMilliseconds(10), TimeSpan.FromHours(1)),
            MinBackoff = minBackoff,
            MaxBackoff = maxBackoff,
            MaxClockStep = reader.Time(Section + "max-clock-step", TimeSpan.FromMilliseconds(1), TimeSpan.FromHours(1)),
        };
    }

    private static TimeSpan? OffOr(SettingsReader reader, string key, TimeSpan least, TimeSpan most) =>
        reader.Text(key) == "off" ? null : reader.Time(key, least, most);

    private static long ZeroOr(SettingsReader reader, string key, long least, long most) => reader.Text(key) == "0" ? 0 : reader.Size(key, least, most);
}
