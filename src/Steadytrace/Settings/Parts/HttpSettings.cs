using System.Net;
using Steadytrace.Cluster.Trust;
using Steadytrace.Console.Access;

namespace Steadytrace.Settings.Parts;

/// <summary>This node's HTTP endpoint.</summary>
/// <param name="Listen">Where it listens; port 0 takes any free one, the name <c>*</c> all addresses.</param>
/// <param name="Address">Where others reach it; null: made of what it listens on.</param>
/// <param name="AllowedHosts">Names by which browsers may call it besides its own.</param>
/// <param name="Token">The cluster's credential; null where none is set.</param>
/// <param name="Access">Who must show it.</param>
/// <param name="Limits">How much is served at once.</param>
internal sealed record HttpSettings(DnsEndPoint Listen, Uri? Address, IReadOnlyList<string> AllowedHosts, ClusterCredential? Token, AccessRule Access, HttpLimits Limits)
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
            ReadToken(reader),
            ReadAccess(reader),
            HttpLimits.Read(reader));
    }

    /// <summary>True where only this machine can come in.</summary>
    public bool IsLocal => Listen.Host == "localhost" || (IPAddress.TryParse(Listen.Host, out var address) && IPAddress.IsLoopback(address));

    private static AccessRule ReadAccess(SettingsReader reader) => reader.Choice(SettingKeys.HttpAskToken, "remote", "everybody", "nobody") switch
    {
        "everybody" => AccessRule.Everybody,
        "nobody" => AccessRule.Nobody,
        _ => AccessRule.Remote,
    };

    private static ClusterCredential? ReadToken(SettingsReader reader)
    {
        var token = reader.Secret(SettingKeys.HttpToken);
        var fromFile = reader.SecretFile(SettingKeys.HttpTokenFile);
        if (token is not null && fromFile is not null)
            reader.Mistake($"{SettingKeys.HttpToken} and {SettingKeys.HttpTokenFile} are both set: set one of them");
        var used = token ?? fromFile;
        if (used is { Length: < LeastTokenLength })
            reader.Mistake($"{(token is null ? SettingKeys.HttpTokenFile : SettingKeys.HttpToken)}: the token has {used.Length} characters: expected at least {LeastTokenLength}");
        return used is null ? null : new ClusterCredential(used);
    }
}
