using System.Globalization;
using Steadytrace.Recording;
using Steadytrace.Recording.Spool;
using Steadytrace.Recording.Tracefs;

namespace Steadytrace.Chaos.Load;

/// <summary>The instances that a host's ftrace recorder has made, found by what its spool says of its runs.</summary>
/// <param name="spool">The host's spool.</param>
/// <param name="host">The host.</param>
/// <param name="list">A file that gets the path of each instance seen: whoever cleans up after a crash reads it.</param>
internal sealed class FtraceInstances(string spool, string host, string list)
{
    public const string Root = "/sys/kernel/tracing/instances";

    private readonly SourceId _source = new(new HostId(host), "ftrace");
    private readonly HashSet<string> _seen = [];

    /// <summary>How many were seen.</summary>
    public int Seen => _seen.Count;

    /// <summary>The newest run's; null while there is none.</summary>
    public string? Newest()
    {
        var runs = Path.Combine(spool, _source.Recorder, "runs");
        if (!Directory.Exists(runs)) return null;
        var newest = Directory.GetDirectories(runs).Select(Path.GetFileName).Select(name => long.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var run) ? run : 0).DefaultIfEmpty(0).Max();
        if (newest == 0) return null;
        // By its whole name: two hosts may begin their runs in the same millisecond.
        var instance = Path.Combine(Root, InstanceName.Of(SourceSpool.RecordingRunOf(spool, _source, newest)));
        if (!Directory.Exists(instance)) return null;
        if (_seen.Add(instance)) File.AppendAllText(list, instance + "\n");
        return instance;
    }
}
