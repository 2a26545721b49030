using Steadytrace.Metrics.Graphite;

namespace Steadytrace.Settings.Parts;

/// <summary>Reads <c>steadytrace.carbon</c>.</summary>
internal static class CarbonSettings
{
    private const string Section = "steadytrace.carbon.";
    private const int PicklePort = 2004;
    private const int LinePort = 2003;

    /// <summary>The daemon that the bridge feeds; null where none is set.</summary>
    public static CarbonOptions? Read(SettingsReader reader)
    {
        var protocol = reader.Choice(Section + "protocol", "auto", "pickle", "line");
        var address = reader.Endpoint(SettingKeys.Carbon, protocol == "line" ? LinePort : PicklePort, leastPort: 1);
        var isLine = protocol == "line" || (protocol == "auto" && address?.Port == LinePort);
        var options = new CarbonOptions
        {
            Host = address?.Host ?? "127.0.0.1",
            Port = address?.Port ?? PicklePort,
            Protocol = isLine ? CarbonProtocol.Line : CarbonProtocol.Pickle,
            Queue = reader.Text(Section + "queue", "a name of 1 to 255 bytes", text => text.Length is > 0 and <= 255),
            Prefetch = (ushort)reader.Number(Section + "prefetch", 1, 10_000),
            MaxFrameBytes = (int)reader.Size(Section + "max-frame-bytes", 1024, 1 << 20),
            ConnectTimeout = reader.Time(Section + "connect-timeout", TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(10)),
            DeliveryTimeout = reader.Time(Section + "delivery-timeout", TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1)),
        };
        return address is null ? null : options;
    }
}
