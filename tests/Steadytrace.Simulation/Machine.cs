using System.Globalization;
using System.Text.Json;
using Steadytrace.Recording;
using Steadytrace.Traces.Tallies;

namespace Steadytrace.Simulation;

/// <summary>A host: a disk, a clock on the wall, and a kernel that goes on tracing whatever becomes of our process.</summary>
internal sealed class Machine
{
    /// <summary>One chunk at whose end something is missing, and one of each of the two that may be open at once.</summary>
    private const int ChunksLostWithPower = 2;
    private readonly World _world;
    private readonly List<long> _startedUnixNs = [];

    /// <param name="world">Where it stands.</param>
    /// <param name="name">The host's name.</param>
    /// <param name="processName">Of its tracer; another one where two hosts have one name.</param>
    public Machine(World world, string name, string? processName = null)
    {
        (_world, Name, TracerName) = (world, name, processName ?? $"tracer-{name}");
        Files = new MemoryFiles(this);
    }

    public string Name { get; }

    public string TracerName { get; }

    public HostId Host => new(Name);

    public MemoryFiles Files { get; }

    public List<Kernel> Kernels { get; } = [];

    /// <summary>It will never be seen again.</summary>
    public bool IsGone { get; private set; }

    /// <summary>Another host has, or had, its name.</summary>
    public bool HasTwin { get; set; }

    /// <summary>Its clock was set back so far that what was published is published over.</summary>
    public bool IsSetFarBack { get; private set; }

    /// <summary>How far the clock on the wall has been set from the true time.</summary>
    public TimeSpan Skew { get; private set; }

    /// <summary>The latest time that its clock has shown before it was set.</summary>
    public long LatestUnixNs { get; private set; }

    public DateTimeOffset Wall => World.Start + _world.Now + Skew;

    public long WallUnixNs => (Wall - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;

    public void Set(TimeSpan by)
    {
        LatestUnixNs = Math.Max(LatestUnixNs, WallUnixNs);
        Skew += by;
        IsSetFarBack |= by < TimeSpan.FromMinutes(-10);
    }

    /// <summary>Its tracer's process starts.</summary>
    public void Starts() => _startedUnixNs.Add(WallUnixNs);

    /// <summary>How often that happened within the present interval, by its own clock.</summary>
    public int StartsWithin(IntervalLength interval) => _startedUnixNs.Count(at => interval.StartOf(at) == interval.StartOf(WallUnixNs));

    /// <summary>The power goes, and comes back at once.</summary>
    public void LosePower()
    {
        _world.Log.Write(_world.Now, Name, "loses power");
        foreach (var kernel in Kernels) kernel.Die();
        var before = Kernels.ConvertAll(Chunks);
        Files.LosePower(_world.Chance);
        for (var kernel = 0; kernel < Kernels.Count; kernel++) DestroyLost(Kernels[kernel], before[kernel]);
    }

    /// <summary>
    /// Its tracer's process died. Where a recorder had been ended in good order and its run was not yet closed on the disk, only the process knew that: its successor
    /// must take the run for one that broke off.
    /// </summary>
    public void LoseProcess()
    {
        foreach (var kernel in Kernels.Where(kernel => kernel.Run is null && !IsLastRunOver(kernel)))
        {
            kernel.Truth.Happened();
            kernel.Truth.WasInterrupted = true;
        }
    }

    private bool IsLastRunOver(Kernel kernel)
    {
        var folder = $"/spool/{kernel.Name}";
        if (!Files.FolderExists(folder) || Files.FoldersIn(folder).Where(IsNumber).LastOrDefault() is not { } last || !Files.FileExists($"{last}/run.json")) return true;
        using var run = JsonDocument.Parse(Files.ReadFile($"{last}/run.json"));
        return run.RootElement.TryGetProperty("endUnixNs", out var end) && end.ValueKind == JsonValueKind.Number;
    }

    /// <summary>The time that its spool has noted for a run's begin where it was never told the true one; null where it was.</summary>
    public long? UntoldBeginOf(RecordingRun run)
    {
        using var noted = JsonDocument.Parse(Files.ReadFile($"/spool/{run.Source.Recorder}/{run.Number}/run.json"));
        return noted.RootElement.GetProperty("isStarted").GetBoolean() ? null : noted.RootElement.GetProperty("beganUnixNs").GetInt64();
    }

    public void Disappear()
    {
        IsGone = true;
        foreach (var kernel in Kernels) kernel.Die();
    }

    /// <summary>What is in the files of chunks that are not decided, by file.</summary>
    private Dictionary<string, List<Packet>> Chunks(Kernel kernel)
    {
        var chunks = new Dictionary<string, List<Packet>>();
        if (!Files.FolderExists($"/spool/{kernel.Name}")) return chunks;
        foreach (var chunk in Files.FoldersIn($"/spool/{kernel.Name}").Where(IsNumber).SelectMany(Files.FoldersIn).Where(IsNumber))
        {
            for (var cpu = 0; cpu < Kernel.Cpus; cpu++)
            {
                var (path, packets) = ($"{chunk}/data/cpu{cpu}", new List<Packet>());
                if (!Files.FileExists(path)) continue;
                Packet.TryDecode(Files.ReadFile(path), packets);
                chunks.Add(path, packets);
            }
        }

        return chunks;
    }

    private void DestroyLost(Kernel kernel, Dictionary<string, List<Packet>> before)
    {
        kernel.Truth.Happened(ChunksLostWithPower);
        var after = Chunks(kernel);
        foreach (var (path, packets) in before)
        {
            var chunk = path[..path.IndexOf("/data/", StringComparison.Ordinal)];
            if (Files.FileExists(chunk + ".decided")) continue;
            // Files grow at their end only: what is left is their beginning.
            var left = after.GetValueOrDefault(path)?.Count ?? 0;
            kernel.Truth.Destroy(packets.Skip(left).SelectMany(packet => packet.Events));
        }
    }

    private static bool IsNumber(string path) => long.TryParse(Path.GetFileName(path), NumberStyles.None, CultureInfo.InvariantCulture, out _);
}
