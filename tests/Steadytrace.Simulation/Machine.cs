using Steadytrace.Recording;

namespace Steadytrace.Simulation;

/// <summary>A host: a disk, a clock on the wall, and a kernel that goes on tracing whatever becomes of our process.</summary>
internal sealed class Machine
{
    private readonly World _world;

    public Machine(World world, string name)
    {
        (_world, Name) = (world, name);
        Files = new MemoryFiles(this);
    }

    public string Name { get; }

    public HostId Host => new(Name);

    public MemoryFiles Files { get; }

    public List<Kernel> Kernels { get; } = [];

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
    }

    /// <summary>The power goes, and comes back at once.</summary>
    public void LosePower()
    {
        _world.Log.Write(_world.Now, Name, "loses power");
        foreach (var kernel in Kernels) kernel.Die();
        Files.LosePower(_world.Chance);
    }
}
