using System.Net;

namespace Steadytrace.Settings.Parts;

/// <summary>This node's HTTP endpoint.</summary>
/// <param name="Listen">Where it listens; port 0 takes any free one, the name <c>*</c> all addresses.</param>
/// <param name="Address">Where others reach it; null: made of what it listens on.</param>
/// <param name="AllowedHosts">Names by which browsers may call it besides its own.</param>
/// <param name="Token">The cluster's credential for chunk bytes; null where none is set. Never logged.</param>
internal sealed record HttpSettings(DnsEndPoint Listen, Uri? Address, IReadOnlyList<string> AllowedHosts, string? Token)
{
    public const int DefaultPort = 9470;

    private const int LeastTokenLength = 16;

    public static HttpSettings Read(SettingsReader reader)
    {
        var listen = reader.Endpoint(SettingKeys.HttpListen, DefaultPort);
        if (listen is null) reader.Refuse(SettingKeys.HttpListen, $"an address and a port, like 127.0.0.1:{DefaultPort}");
        const string address = "steadytrace.http.address";
        return new HttpSettings(
            listen ?? new DnsEndPoint("127.0.0.1", DefaultPort),
            reader.IsAuto(address) ? null : reader.Address(address, "http", "https"),
            reader.List("steadytrace.http.allowed-hosts"),
            ReadToken(reader));
    }

    private static string? ReadToken(SettingsReader reader)
    {
        var token = reader.Secret(SettingKeys.HttpToken);
        var fromFile = reader.SecretFile(SettingKeys.HttpTokenFile);
        if (token is not null && fromFile is not null)
            reader.Mistake($"{SettingKeys.HttpToken} and {SettingKeys.HttpTokenFile} are both set: set one of them");
        var used = token ?? fromFile;
        if (used is { Length: < LeastTokenLength })
            reader.Mistake($"{(token is null ? SettingKeys.HttpTokenFile : SettingKeys.HttpToken)}: the token has {used.Length} characters: expected at least {LeastTokenLength}");
        return used;
    }
}
