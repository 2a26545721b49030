namespace Steadytrace.Simulation;

/// <summary>One run of a whole cluster in one thread, and what must be true at its end.</summary>
internal static class SimulatedRun
{
    /// <summary>So long after each host's clock has shown the end of what must be published; one that was set back takes as long again to show it.</summary>
    private static readonly TimeSpan LongestAfterFaults = TimeSpan.FromSeconds(110);

    /// <summary>So long after a host was last heard what it left is published as partial.</summary>
    private static readonly TimeSpan UntilPartial = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(10);

    /// <param name="seed">Decides everything.</param>
    /// <param name="log">Gets a line for every step; null: nobody reads it.</param>
    /// <param name="faults">The kinds of fault; empty: the seed chooses.</param>
    public static RunResult Of(int seed, TextWriter? log, params IReadOnlyCollection<Fault> faults)
    {
        // Where one is set, as by a test runner, what follows an await is handed to other threads instead of being done at once.
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            return Run(seed, log, faults);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }

    private static RunResult Run(int seed, TextWriter? log, IReadOnlyCollection<Fault> faultKinds)
    {
        var world = new World(seed, new RunLog(log));
        var plan = new Plan(world.Chance, faultKinds);
        world.Log.Write(world.Now, "plan", $"{plan.Hosts} hosts, chunks of {plan.Tracer.ChunkLength.TotalSeconds} s, faults: {string.Join(' ', plan.Faults)}");
        var cluster = new SimulatedCluster(world, plan);
        var rules = new Rules(cluster);
        var faults = new Faults(cluster);
        try
        {
            cluster.Start();
            faults.Schedule();
            world.RunUntil(TimeSpan.FromSeconds(plan.Seconds));
            faults.Mend();
            var through = cluster.Machines.ToDictionary(machine => machine, machine => EndOf(machine, plan));
            var (least, limit) = (world.Now + (cluster.Machines.Exists(machine => machine.IsGone) ? UntilPartial : TimeSpan.Zero), world.Now + LongestAfterFaults + through.Max(end => UntilShown(end.Key, end.Value)));
            do world.RunUntil(world.Now + Look);
            while (world.Now < least || (world.Now < limit && !rules.ArePublished(through)));
            rules.CheckEnd(through);
        }
        catch (Exception failure)
        {
            // A broken simulation is a finding too.
            rules.Wrongs.Add(failure.ToString());
        }

        return new RunResult(seed, [.. plan.Faults], world.Steps, cluster.Machines.SelectMany(machine => machine.Kernels).Sum(kernel => kernel.Truth.Recorded.Values.Sum(counts => counts.Values.Sum())),
            world.Wrongs);
    }

    private static TimeSpan UntilShown(Machine machine, long unixSeconds) => DateTimeOffset.FromUnixTimeSeconds(unixSeconds) - machine.Wall;

    /// <summary>An interval's end well behind the last fault, by each clock that the host has had; after a clock that was set far back, by the present one.</summary>
    private static long EndOf(Machine machine, Plan plan)
    {
        var latest = (machine.IsSetFarBack ? machine.WallUnixNs : Math.Max(machine.WallUnixNs, machine.LatestUnixNs)) + (30 * 1_000_000_000L);
        return plan.Interval.StartOf(latest) + plan.Interval.Seconds;
    }
}
