using System.Globalization;
using System.Net;

namespace Steadytrace.Settings.Parts;

/// <summary>How this node takes part in the cluster.</summary>
/// <param name="Listen">The address it listens on.</param>
/// <param name="Public">The address by which others know it.</param>
/// <param name="Port">0 takes any free port.</param>
/// <param name="Seeds"><c>host:port</c> of the nodes to join through; empty: it founds a cluster of its own.</param>
/// <param name="JoinWarning">Not being a member for so long is an error in the log.</param>
internal sealed record ClusterSettings(string Listen, string Public, int Port, IReadOnlyList<DnsEndPoint> Seeds, TimeSpan JoinWarning)
{
    public const int DefaultPort = 9471;

    public static ClusterSettings Read(SettingsReader reader)
    {
        var listen = reader.Text(SettingKeys.ClusterListen, "an address or a host's name, without a port", IsHost);
        const string publicKey = "steadytrace.cluster.public";
        var known = reader.IsAuto(publicKey) ? null : reader.Text(publicKey, "an address or a host's name, without a port", IsHost);
        if (known is null && listen is "0.0.0.0" or "::")
            reader.Mistake($"{publicKey} is 'auto' and {SettingKeys.ClusterListen} is '{listen}': name the address by which other nodes reach this one");
        return new ClusterSettings(
            listen,
            known ?? listen,
            reader.Number(SettingKeys.ClusterPort, 0, 65535),
            ReadSeeds(reader),
            reader.Time("steadytrace.cluster.join-warning", TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)));
    }

    /// <summary>The node's address once its port is known, as views name it.</summary>
    public string NodeAddress => string.Create(CultureInfo.InvariantCulture, $"{Public}:{Port}");

    private static bool IsHost(string text) => Uri.CheckHostName(text) != UriHostNameType.Unknown;

    private static List<DnsEndPoint> ReadSeeds(SettingsReader reader)
    {
        var seeds = new List<DnsEndPoint>();
        foreach (var text in reader.List(SettingKeys.ClusterSeeds))
        {
            if (SettingsReader.TryEndpoint(text, DefaultPort, out var seed) && seed is { Port: > 0, Host: not "*" }) seeds.Add(seed);
            else reader.Refuse(SettingKeys.ClusterSeeds, $"addresses like 10.0.0.7:{DefaultPort}, separated by commas");
        }

        return seeds;
    }
}
