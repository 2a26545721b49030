namespace Steadytrace.Simulation;

/// <summary>Makes what the plan says happen, at moments that the seed chooses, and mends everything at the end.</summary>
internal sealed partial class Faults(SimulatedCluster cluster)
{
    private readonly World _world = cluster.World;
    private readonly Plan _plan = cluster.Plan;

    public void Schedule()
    {
        foreach (var fault in _plan.Faults)
        {
            for (var times = _world.Chance.Next(1, 5); times > 0; times--) _world.After(_world.Between(3, _plan.Seconds), () => Happen(fault));
        }
    }

    /// <summary>Nothing goes wrong any more.</summary>
    public void Mend()
    {
        _plan.IsCalm = true;
        _world.Log.Write(_world.Now, "world", "no more faults");
        (cluster.Network.LossPercent, cluster.Network.RepeatPercent, cluster.Network.MaxDelaySeconds) = (0, 0, 0.02);
        cluster.Network.Heal();
        cluster.Broker.ComeUp();
        cluster.Broker.Hang(false);
        (cluster.Broker.MaxLagSeconds, cluster.Broker.HasNoQueue) = (0.02, false);
        (cluster.Reading.MaxSeconds, cluster.Reading.UnreadableOneIn) = (0.5, 0);
        foreach (var machine in cluster.Machines)
        {
            (machine.Files.Capacity, machine.Files.MaxSyncSeconds) = (MemoryFiles.Endless, 0);
            foreach (var kernel in machine.Kernels) kernel.Room = int.MaxValue;
        }

        ResumeAll();
    }

    private void Happen(Fault fault)
    {
        if (_plan.IsCalm) return;
        var machine = _world.Pick(cluster.Machines);
        _world.Log.Write(_world.Now, "fault", $"{fault} {machine.Name}");
        switch (fault)
        {
            case Fault.TracerKilled: KillTracer(machine, () => cluster.TracerOf(machine)?.Process.Kill("by a signal")); break;
            case Fault.TracerKilledAtAStep: KillTracer(machine, () => cluster.TracerOf(machine)?.Process.KillAfter(_world.Chance.Next(1, 60))); break;
            case Fault.TracerRestartedInOrder: KillTracer(machine, () => LeaveInOrder(machine)); break;
            case Fault.TracerEnded: KillTracer(machine, () => LeaveInOrder(machine, endRecorders: true)); break;
            case Fault.PowerLost: LosePower(machine); break;
            case Fault.RecorderDies: _world.Pick(machine.Kernels).Die(); break;
            case Fault.PoolKilled: KillPool(_world.Pick(cluster.PoolNames), pool => pool.Process.Kill("by a signal")); break;
            case Fault.PoolKilledAtAStep: KillPool(_world.Pick(cluster.PoolNames), pool => pool.Process.KillAfter(_world.Chance.Next(1, 20))); break;
            case Fault.PoolDrained: KillPool(_world.Pick(cluster.PoolNames), pool => pool.Leave()); break;
            case Fault.PoolScaled: cluster.Pool(_world.Pick(cluster.PoolNames))?.Scale(_world.Chance.Next(1, 5)); break;
            case Fault.AggregatorKilled: KillAggregator(old => old.Process.Kill("by a signal")); break;
            case Fault.AggregatorKilledAtAStep: KillAggregator(old => old.Process.KillAfter(_world.Chance.Next(1, 60))); break;
            case Fault.AggregatorFrozen: FreezeAggregator(); break;
            case Fault.AggregatorCutOff: CutOffAggregator(); break;
            case Fault.AggregatorMoved: MoveAggregator(); break;
            case Fault.AllRestartedInOrder: RestartAll(); break;
            case Fault.MessagesLost: For(_world.Between(2, 15), () => cluster.Network.LossPercent = _world.Chance.Next(5, 60), () => cluster.Network.LossPercent = 0); break;
            case Fault.MessagesRepeated: For(_world.Between(2, 15), () => cluster.Network.RepeatPercent = 30, () => cluster.Network.RepeatPercent = 0); break;
            case Fault.MessagesLate: For(_world.Between(2, 15), () => cluster.Network.MaxDelaySeconds = 3, () => cluster.Network.MaxDelaySeconds = 0.02); break;
            case Fault.LinksCut: CutLinks(machine); break;
            case Fault.BrokerDown: For(_world.Between(0.5, 20), cluster.Broker.GoDown, cluster.Broker.ComeUp); break;
            case Fault.BrokerLinkLost: cluster.Broker.Links.LastOrDefault()?.CloseAtBroker("reset by peer"); break;
            case Fault.BrokerSlow: For(_world.Between(2, 20), () => cluster.Broker.MaxLagSeconds = 4, () => cluster.Broker.MaxLagSeconds = 0.02); break;
            case Fault.BrokerHangs: For(_world.Between(2, 45), () => cluster.Broker.Hang(true), () => cluster.Broker.Hang(false)); break;
            case Fault.BrokerReturns: For(_world.Between(2, 20), () => cluster.Broker.HasNoQueue = true, () => cluster.Broker.HasNoQueue = false); break;
            case Fault.DiskFull: FillDisk(machine); break;
            case Fault.DiskSlow: For(_world.Between(2, 15), () => machine.Files.MaxSyncSeconds = 1.5, () => machine.Files.MaxSyncSeconds = 0); break;
            case Fault.ChunkUnreadable: For(_world.Between(3, 10), () => cluster.Reading.UnreadableOneIn = 2, () => cluster.Reading.UnreadableOneIn = 0); break;
            case Fault.ClockStepsForward: Step(machine, _world.Between(0.2, 40)); break;
            case Fault.ClockStepsBack: Step(machine, -_world.Between(0.2, 40)); break;
            case Fault.ClockStepsFarBack: StepFarBack(machine); break;
            case Fault.SlowCounting: For(_world.Between(5, 20), () => cluster.Reading.MaxSeconds = 15, () => cluster.Reading.MaxSeconds = 0.5); break;
            case Fault.RecorderCommanded: Command(machine); break;
            case Fault.HostGone: LoseHost(machine); break;
            case Fault.HostNamedTwice: NameTwice(machine); break;
        }
    }

    private void For(TimeSpan time, Action begin, Action end)
    {
        begin();
        _world.After(time, end);
    }

    private void KillTracer(Machine machine, Action how)
    {
        how();
        Watch();

        // It may take a while until it is dead; its supervisor starts the next one after that.
        void Watch() => _world.After(_world.Between(0.1, _world.OneIn(4) ? 35 : 5), () =>
        {
            if (cluster.TracerOf(machine) is { Process.IsAlive: true } || !cluster.MayStartTracer(machine)) Watch();
            else cluster.StartTracer(machine);
        });
    }

    private void LeaveInOrder(Machine machine, bool endRecorders = false)
    {
        if (cluster.TracerOf(machine) is { Process.IsAlive: true } tracer) tracer.Process.Do(() => tracer.Leave(endRecorders));
    }

    private void LosePower(Machine machine)
    {
        if (cluster.TracerOf(machine) is not { Process.IsAlive: true } tracer) return;
        tracer.Process.Kill("with its machine's power");
        machine.LosePower();
        KillTracer(machine, () => { });
    }

    private void KillPool(string name, Action<PoolNode> how)
    {
        if (cluster.Pool(name) is not { IsAlive: true } pool) return;
        how(pool);
        Watch();

        void Watch() => _world.After(_world.Between(0.5, 15), () =>
        {
            if (cluster.Pool(name) != pool) return;
            if (pool.IsAlive) Watch();
            else cluster.StartPool(name, cluster.Machines[^1]);
        });
    }

    private void KillAggregator(Action<AggregatorNode> how)
    {
        if (cluster.Singletons is not { Process.IsAlive: true } old) return;
        how(old);
        WatchAggregator(old);
    }

    private void WatchAggregator(AggregatorNode old) => _world.After(_world.Between(1, 12), () =>
    {
        if (cluster.Singletons != old) return;
        if (old.Process.IsAlive) WatchAggregator(old);
        else cluster.StartAggregator();
    });

    /// <summary>The cluster moves the singletons, once for each node that held them.</summary>
    private void Replace(AggregatorNode old, TimeSpan later) => _world.After(later, () =>
    {
        if (cluster.Singletons == old) cluster.StartAggregator();
    });

    /// <summary>The old one does not know that it was replaced when it wakes up; the cluster tells it some time later.</summary>
    private void FreezeAggregator()
    {
        if (cluster.Singletons is not { Process: { IsAlive: true, IsFrozen: false } } old) return;
        old.Process.Freeze();
        // The broker closes what gives no sign for two heartbeats.
        _world.After(TimeSpan.FromSeconds(10), () =>
        {
            if (!old.Process.IsFrozen) return;
            foreach (var link in cluster.Broker.Links.Where(link => link.Process == old.Process).ToList()) link.CloseAtBroker("missed heartbeats");
        });
        Replace(old, _world.Between(5, 15));
        _world.After(_world.Between(2, 40), () =>
        {
            old.Process.Thaw();
            _world.After(_world.Between(0.5, 10), () => old.Process.Kill("since the cluster has downed it"));
        });
    }

    private void MoveAggregator()
    {
        if (cluster.Singletons is not { Process: { IsAlive: true, IsFrozen: false } } old) return;
        old.HandOver();
        _world.After(_world.Between(0.1, 6), () =>
        {
            if (cluster.Singletons == old) cluster.StartAggregator();
            old.Process.Kill("after it has handed over");
        });
    }

    private void CutLinks(Machine machine)
    {
        var names = new List<string> { $"tracer-{machine.Name}", _world.Pick(cluster.PoolNames) };
        var other = cluster.Singletons?.Process.Name ?? names[1];
        var (one, two) = _world.Chance.Next(3) switch { 0 => (names[0], names[1]), 1 => (names[0], other), _ => (names[1], other) };
        if (one == two) return;
        _world.Log.Write(_world.Now, "fault", $"cut {one} {two}");
        cluster.Network.Cut(one, two);
        _world.After(_world.Between(1, 40), cluster.Network.Heal);
    }

    /// <summary>A cluster that has lost sight of it begins its successor; it goes on until it is told that it is out.</summary>
    private void CutOffAggregator()
    {
        if (cluster.Singletons is not { Process: { IsAlive: true, IsFrozen: false } } old) return;
        Replace(old, _world.Between(0.1, 3));
        _world.After(_world.Between(5, 20), () => old.Process.Kill("since the cluster has downed it"));
    }

    private void FillDisk(Machine machine)
    {
        foreach (var kernel in machine.Kernels) kernel.Truth.Excuses.Add("a disk was full");
        For(_world.Between(1, 12), () => machine.Files.Capacity = machine.Files.Used + _world.Chance.Next(4000), () => machine.Files.Capacity = MemoryFiles.Endless);
    }

    private void Step(Machine machine, TimeSpan by)
    {
        // What it records a second time, before published-through, is declared lost.
        if (by < TimeSpan.Zero)
            foreach (var kernel in machine.Kernels) kernel.Truth.Excuses.Add("a clock was set back");
        machine.Set(by);
    }
}
