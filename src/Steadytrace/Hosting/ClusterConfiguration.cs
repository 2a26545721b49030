using System.Globalization;
using System.Net;
using System.Text;
using Akka.Configuration;
using Steadytrace.Settings.Parts;

namespace Steadytrace.Hosting;

/// <summary>The actor system's whole configuration: the files' <c>akka</c> sections below what our own settings say.</summary>
internal static class ClusterConfiguration
{
    /// <summary>The actor system's name, a part of every node's address.</summary>
    public const string SystemName = "steadytrace";

    public static Config Make(NodeSettings settings)
    {
        var cluster = settings.Cluster;
        var isSecure = settings.Certificate is not null;
        var hocon = string.Create(CultureInfo.InvariantCulture,
            $$"""
            akka.remote.dot-netty.tcp {
              hostname = {{Quoted(cluster.Listen)}}
              public-hostname = {{Quoted(cluster.Public)}}
              port = {{cluster.Port}}
            }
            akka.cluster.seed-nodes = [{{string.Join(", ", cluster.Seeds.Select(seed => Quoted(AddressOf(seed, isSecure))))}}]
            """);
        return ConfigurationFactory.ParseString(hocon).WithFallback(settings.ClusterConfig);
    }

    private static string AddressOf(DnsEndPoint seed, bool isSecure) =>
        string.Create(CultureInfo.InvariantCulture, $"akka.{(isSecure ? "ssl." : "")}tcp://{SystemName}@{seed.Host}:{seed.Port}");

    /// <summary>A HOCON string, in which nothing of the text has a meaning.</summary>
    private static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var character in text)
        {
            if (character is '"' or '\\') quoted.Append('\\');
            quoted.Append(character);
        }

        return quoted.Append('"').ToString();
    }
}
