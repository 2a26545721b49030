using Steadytrace.Cluster.Parsing;

namespace Steadytrace.Settings.Parts;

/// <summary>Reads <c>steadytrace.parser</c>.</summary>
internal static class PoolSettings
{
    private const string Section = "steadytrace.parser.";

    public static PoolOptions Read(SettingsReader reader)
    {
        var automatic = new PoolOptions();
        return new PoolOptions
        {
            Workers = reader.Auto(Section + "workers", automatic.Workers, key => reader.Number(key, 0, PoolOptions.MaxWorkers)),
            WorkDirectory = Path.GetFullPath(reader.Auto(Section + "work-directory", StateFolder.Of("work"), key => reader.Text(key, "a folder", text => text.Length > 0))),
            MaxFetchBytes = reader.Size(Section + "max-fetch-bytes", 1 << 20, 1L << 50),
            FetchTimeout = reader.Time(Section + "fetch-timeout", TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)),
            AskEvery = reader.Time(Section + "ask-every", TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(1)),
            RepeatAfter = reader.Time(Section + "repeat-after", TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(10)),
            RepeatAtMost = reader.Time(Section + "repeat-at-most", TimeSpan.FromMilliseconds(10), TimeSpan.FromHours(1)),
            MaxSends = reader.Number(Section + "max-sends", 1, 1000),
            HangAfter = reader.Time(Section + "hang-after", TimeSpan.FromSeconds(1), TimeSpan.FromDays(1)),
            MaxHung = reader.Number(Section + "max-hung", 0, PoolOptions.MaxWorkers),
            HelpDatacenters = reader.List(Section + "help-datacenters"),
            HelpAfter = reader.Time(Section + "help-after", TimeSpan.Zero, TimeSpan.FromHours(1)),
        };
    }
}
