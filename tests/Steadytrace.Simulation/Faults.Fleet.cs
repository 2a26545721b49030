using Steadytrace.Cluster.Fleet;

namespace Steadytrace.Simulation;

/// <summary>What befalls hosts as a whole, and what people do to them.</summary>
internal sealed partial class Faults
{
    /// <summary>After so many restarts a paused recorder has surely heard that the pause is over.</summary>
    private static readonly double[] ResumesAfterSeconds = [0, 20, 45, 80];

    /// <summary>Kinds of fault that may let the younger of two hosts of one name be heard before the older one.</summary>
    private static readonly Fault[] Silencing =
    [
        Fault.TracerKilled, Fault.TracerKilledAtAStep, Fault.TracerRestartedInOrder, Fault.TracerEnded, Fault.AllRestartedInOrder, Fault.PowerLost, Fault.MessagesLost,
        Fault.MessagesLate, Fault.LinksCut, Fault.DiskSlow, Fault.DiskFull, Fault.HostGone, Fault.ClockStepsBack, Fault.ClockStepsFarBack,
    ];

    /// <summary>Kinds of fault after which the older host's run may be the younger one: a new term cannot know better.</summary>
    private static readonly Fault[] RunEnding =
        [Fault.ClockStepsForward, Fault.RecorderCommanded, Fault.RecorderDies, Fault.RecorderFails, Fault.SmallSpool, Fault.BrokerDown, Fault.BrokerHangs, Fault.BrokerReturns, Fault.BrokerSlow];

    private static readonly Fault[] TermEnding =
        [Fault.AggregatorKilled, Fault.AggregatorKilledAtAStep, Fault.AggregatorFrozen, Fault.AggregatorCutOff, Fault.AggregatorMoved];

    /// <summary>Each process is told to go and followed by another, one after the other, as an upgrade does it.</summary>
    private void RestartAll()
    {
        var at = TimeSpan.Zero;
        foreach (var name in cluster.PoolNames) Next(() => KillPool(name, pool => pool.Leave()));
        foreach (var machine in cluster.Machines) Next(() => KillTracer(machine, () => LeaveInOrder(machine)));
        Next(MoveAggregator);

        void Next(Action restart)
        {
            _world.After(at, restart);
            at += _world.Between(1, 6);
        }
    }

    private void Command(Machine machine)
    {
        var source = _world.Chance.Next(machine.Kernels.Count);
        var command = _world.Pick([TracerCommand.Restart, TracerCommand.Rotate, TracerCommand.Pause]);
        _world.Log.Write(_world.Now, "person", $"{command} {machine.Kernels[source].Name} of {machine.Name}");
        Tell(machine, source, command);
        if (command == TracerCommand.Pause) _world.After(_world.Between(0.1, 15), () => Tell(machine, source, TracerCommand.Resume));
    }

    private void ResumeAll()
    {
        if (!_plan.Has(Fault.RecorderCommanded)) return;
        foreach (var seconds in ResumesAfterSeconds)
        {
            foreach (var machine in cluster.Machines)
            {
                for (var source = 0; source < machine.Kernels.Count; source++)
                {
                    var one = source;
                    _world.After(TimeSpan.FromSeconds(seconds), () => Tell(machine, one, TracerCommand.Resume));
                }
            }
        }
    }

    private void Tell(Machine machine, int source, TracerCommand command)
    {
        if (cluster.TracerOf(machine) is { Process.IsAlive: true } tracer) tracer.Process.Do(() => tracer.Command(source, command));
    }

    /// <summary>It burns down, with all that it had not told.</summary>
    private void LoseHost(Machine machine)
    {
        cluster.TracerOf(machine)?.Process.Kill("with its machine");
        machine.Disappear();
    }

    /// <summary>A copy of the host comes up under the same name, and is given another some time later.</summary>
    private void NameTwice(Machine machine)
    {
        if (machine.IsGone || machine.HasTwin) return;
        machine.HasTwin = true;
        // A new term whose clock is behind is followed only when the former has been silent for a while.
        var comesLate = _plan.AggregatorSkewSeconds > 0;
        if (_plan.Faults.Any(Silencing.Contains) || ((comesLate || _plan.Faults.Any(RunEnding.Contains)) && _plan.Faults.Any(TermEnding.Contains)))
        {
            // The younger one may be taken for the host, until the older one is heard again.
            foreach (var kernel in machine.Kernels)
            {
                kernel.Truth.Excuses.Add("another host had its name");
                cluster.Broker.Doubled.Add($"{kernel.Name}.{machine.Name}");
            }
        }

        var twin = cluster.NewMachine(machine.Name, $"twin-of-{machine.Name}");
        cluster.StartTracer(twin);
        _world.After(_world.Between(2, 30), () => LoseHost(twin));
    }

    private void StepFarBack(Machine machine)
    {
        if (machine.IsSetFarBack) return;
        Step(machine, -_world.Between(610, 640));
    }
}
