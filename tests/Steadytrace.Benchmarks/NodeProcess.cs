using Steadytrace.Testing;
using Steadytrace.Testing.Servers;

namespace Steadytrace.Benchmarks;

/// <summary>Nodes of the published program, each a process of this machine with all that it needs of its own.</summary>
internal static class NodeProcess
{
    private const string Secret = "a secret of this benchmark";

    /// <summary>Starts one; it is to be stopped in order and disposed of.</summary>
    /// <param name="program">The published program.</param>
    /// <param name="folder">Its spool and work folders are made here, and are the caller's to delete.</param>
    /// <param name="host">Its host's name.</param>
    /// <param name="roles">What it does.</param>
    /// <param name="ports">Where it listens, and whom it joins.</param>
    /// <param name="settings">More, as environment variables.</param>
    /// <param name="place">Where its LTTng is; null: where all is.</param>
    public static ServerProcess Start(
        string program, string folder, string host, IReadOnlyList<string> roles, NodePorts ports, IReadOnlyDictionary<string, string?> settings, LttngSessionDaemon? place = null)
    {
        var all = new Dictionary<string, string?>(settings)
        {
            ["STEADYTRACE__HOST"] = host,
            ["STEADYTRACE__HTTP__LISTEN"] = $"127.0.0.1:{ports.Http}",
            ["STEADYTRACE__HTTP__TOKEN"] = Secret,
            ["STEADYTRACE__CLUSTER__PORT"] = $"{ports.Cluster}",
            ["STEADYTRACE__CLUSTER__SEEDS"] = $"127.0.0.1:{ports.Seed}",
            ["STEADYTRACE__LOG__LEVEL"] = "warning",
            ["STEADYTRACE__PARSER__WORK_DIRECTORY"] = Path.Combine(folder, "work"),
            ["STEADYTRACE__TRACER__SPOOL__DIRECTORY"] = SpoolIn(folder),
        };
        string[] line = [program, "node", .. roles.SelectMany(role => new[] { "--role", role })];
        if (place is null) return ServerProcess.Start(line[0], line[1..], all, folder);
        // It runs LTTng's commands as on any host, by no script that enters the place first.
        foreach (var (name, value) in place.Variables) all[name] = value;
        var inside = place.Inside(line[0], line[1..]);
        return ServerProcess.Start(inside.FileName, inside.ArgumentList, all, folder);
    }

    /// <summary>The spool of a node with this folder.</summary>
    public static string SpoolIn(string folder) => Path.Combine(folder, "spool");
}
