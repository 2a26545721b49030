namespace Steadytrace.Simulation;

/// <summary>The kernel's tracer of one source: two CPUs with a ring buffer each. It lives as long as its machine has power.</summary>
internal sealed class Kernel(World world, Machine machine, string name, Truth truth, Plan plan)
{
    public const int Cpus = 2;
    private readonly Ring[] _rings = [new(), new()];
    private readonly List<(long BeganUnixNs, long ReachedUnixNs)> _runs = [];
    private long _offsetNs;
    private long _reachedUnixNs;

    /// <summary>The run that it records; null when it is off.</summary>
    public long? Run { get; private set; }

    /// <summary>When that run began.</summary>
    public long BeganUnixNs { get; private set; }

    /// <summary>Called when it dies: its process was killed, as a session daemon can be.</summary>
    public Action? Died { get; set; }

    /// <summary>Of the recorder that drives it.</summary>
    public string Name => name;

    public Truth Truth => truth;

    /// <summary>Events that a ring holds at most.</summary>
    public int Room { get; set; } = plan.RingEvents;

    /// <summary>Events taken out of a ring since the run began.</summary>
    public long Taken(int cpu) => _rings[cpu].Taken;

    public long Overrun(int cpu) => _rings[cpu].Overrun;

    /// <summary>Its tracer is about to start it, or starts it: its clock may be set in between.</summary>
    public void MayStart() => _runs.Add((machine.WallUnixNs, Math.Max(_reachedUnixNs, machine.LatestUnixNs)));

    public void Start(long run)
    {
        (Run, _offsetNs) = (run, machine.WallUnixNs - (world.Now.Ticks * 100));
        BeganUnixNs = NowUnixNs;
        MayStart();
        for (var cpu = 0; cpu < Cpus; cpu++) _rings[cpu] = new Ring { NextAt = Next(world.Now) };
    }

    /// <summary>The run's own time.</summary>
    public long NowUnixNs => _offsetNs + (world.Now.Ticks * 100);

    /// <summary>What a CPU has recorded and nobody has taken; null when there is nothing to tell.</summary>
    public Packet? Look(int cpu)
    {
        Record();
        var ring = _rings[cpu];
        if (ring.Events.Count == 0 && ring.Overrun == ring.ToldOverrun) return null;
        return new Packet(ring.Events.Count > 0 ? ring.Events[0].UnixNs : NowUnixNs, ring.Overrun, [.. ring.Events]);
    }

    /// <summary>What was last looked at is out of the ring.</summary>
    public void Take(int cpu, Packet packet)
    {
        var ring = _rings[cpu];
        (ring.Taken, ring.ToldOverrun) = (ring.Taken + packet.Events.Count, packet.Overrun);
        ring.Events.RemoveRange(0, packet.Events.Count);
    }

    /// <summary>It is switched off; what its rings still hold is gone.</summary>
    /// <returns>How much that was.</returns>
    public long Stop()
    {
        Record();
        Run = null;
        truth.WasOn(BeganUnixNs, NowUnixNs);
        _reachedUnixNs = Math.Max(_reachedUnixNs, NowUnixNs);
        var untold = _rings.Sum(ring => ring.Untold);
        foreach (var ring in _rings) truth.Destroy(ring.Events);
        return untold;
    }

    /// <summary>Seconds of an interval in which it was off.</summary>
    public double OffSeconds(long startUnixSeconds) => truth.OffSeconds(startUnixSeconds, Run is null ? null : BeganUnixNs);

    /// <summary>True when its time had been there before, and a run began earlier than it: the clock was set back.</summary>
    public bool CameTwice(long unixNs) => _runs.Exists(run => run.BeganUnixNs < unixNs && unixNs <= run.ReachedUnixNs);

    /// <summary>It dies with all that it holds.</summary>
    public void Die()
    {
        if (Run is null) return;
        Stop();
        truth.Happened();
        truth.WasInterrupted = true;
        Died?.Invoke();
    }

    private void Record()
    {
        if (Run is null) return;
        foreach (var ring in _rings)
        {
            while (ring.NextAt <= world.Now)
            {
                var (at, process) = (_offsetNs + (ring.NextAt.Ticks * 100), plan.Processes[world.Chance.Next(plan.Processes.Count)]);
                ring.NextAt = Next(ring.NextAt);
                if (ring.Events.Count >= Room)
                {
                    ring.Overrun++;
                    truth.Overran();
                    continue;
                }

                ring.Events.Add((at, process));
                truth.Record(at, process);
            }
        }
    }

    private TimeSpan Next(TimeSpan after) => after + TimeSpan.FromSeconds(Cpus / plan.EventsPerSecond * 2 * world.Chance.NextDouble()) + TimeSpan.FromTicks(1);

    private sealed class Ring
    {
        public List<(long UnixNs, string Process)> Events { get; } = [];

        public TimeSpan NextAt { get; set; }

        public long Taken { get; set; }

        public long Overrun { get; set; }

        public long ToldOverrun { get; set; }

        public long Untold => Events.Count + Overrun - ToldOverrun;
    }
}
