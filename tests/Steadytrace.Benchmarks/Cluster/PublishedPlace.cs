using System.Text.Json;
using Steadytrace.Benchmarks.Timing;
using Steadytrace.Recording;
using Steadytrace.Recording.Tracefs;

namespace Steadytrace.Benchmarks.Cluster;

/// <summary>The spool of a node in another process: when it learned that an interval is confirmed.</summary>
/// <param name="Folder">The node's.</param>
/// <param name="Host">The node's.</param>
internal sealed record PublishedPlace(string Folder, string Host)
{
    /// <summary>Its one recorder.</summary>
    public const string Recorder = "ftrace";

    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(50), Patience = TimeSpan.FromMinutes(3);
    private double? _last;

    /// <summary>Waits for the next interval of the host to be confirmed.</summary>
    /// <returns>Seconds from the interval's end until the tracer made durable that it is.</returns>
    public async Task<double> NextAsync(CancellationToken cancellation)
    {
        for (var began = Turns.Now; Turns.Since(began) < Patience.TotalSeconds; await Task.Delay(Glance, cancellation))
        {
            if (Read() is var (through, at) && through != _last)
            {
                var isFirst = _last is null;
                _last = through;
                // The first only says from when on it records.
                if (!isFirst) return at - through;
            }
        }

        throw new BenchException($"{Host}: no interval is confirmed within {Patience.TotalMinutes:0} min");
    }

    /// <summary>Takes away what a node that died has left in the kernel.</summary>
    public async Task RemoveInstancesAsync()
    {
        var runs = Path.Combine(NodeProcess.SpoolIn(Folder), Recorder, "runs");
        var root = new TracefsOptions().Root;
        var prefix = InstanceName.PrefixOf(new RecordingRun(new SourceId(new HostId(Host), Recorder), 0, Path.Combine(runs, "0")));
        foreach (var left in TracefsInstance.Find(root, prefix).ToList()) await new TracefsInstance(root, left).RemoveAsync();
    }

    // Both of one file: it is written whole, beside the one before, and renamed.
    private (double Through, double WrittenAt)? Read()
    {
        try
        {
            using var file = File.OpenRead(Path.Combine(NodeProcess.SpoolIn(Folder), Recorder, "source.json"));
            var at = (File.GetLastWriteTimeUtc(file.SafeFileHandle) - DateTime.UnixEpoch).TotalSeconds;
            return JsonDocument.Parse(file).RootElement.GetProperty("publishedThroughUnixNs") is { ValueKind: JsonValueKind.Number } through ? (through.GetInt64() / 1e9, at) : null;
        }
        catch (Exception notThere) when (notThere is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }
}
