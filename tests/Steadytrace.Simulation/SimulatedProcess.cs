using Akka.Actor;

namespace Steadytrace.Simulation;

/// <summary>A process of a machine: dies at any step, is stopped and goes on, and is followed by another of the same address.</summary>
internal sealed class SimulatedProcess(World world, Machine machine, string name)
{
    private readonly List<Action> _held = [];
    private long? _stepsLeft;

    public World World { get; } = world;

    public Machine Machine { get; } = machine;

    public string Name { get; } = name;

    public Address Address { get; } = new("akka.tcp", "steadytrace", name, 4053);

    public bool IsAlive { get; private set; } = true;

    public bool IsFrozen { get; private set; }

    /// <summary>It has told the cluster that it goes.</summary>
    public bool LeavesInOrder { get; set; }

    /// <summary>What it did wrong.</summary>
    public List<string> Wrongs => World.Wrongs;

    /// <summary>Called once, when it dies.</summary>
    public Action? Died { get; set; }

    /// <summary>Does something as this process; not at all if it is dead, later if it is stopped.</summary>
    public void Do(Action action)
    {
        if (!IsAlive) return;
        if (IsFrozen)
        {
            _held.Add(action);
            return;
        }

        try
        {
            action();
        }
        catch (ProcessKilledException)
        {
            Kill("at a step");
        }
    }

    public void After(TimeSpan delay, Action action) => World.After(delay, () => Do(action));

    /// <summary>A task that completes later, if the process still lives then.</summary>
    public Task Delay(TimeSpan delay)
    {
        var done = new TaskCompletionSource();
        After(delay, done.SetResult);
        return done.Task;
    }

    /// <summary>Before each thing that others, or a successor, could see.</summary>
    public void Step()
    {
        if (!IsAlive || (_stepsLeft is { } left && (_stepsLeft = left - 1) <= 0)) throw new ProcessKilledException();
    }

    /// <summary>It dies in the middle of what it does, so many steps from now.</summary>
    public void KillAfter(int steps) => _stepsLeft = steps;

    public void Kill(string how)
    {
        if (!IsAlive) return;
        World.Log.Write(World.Now, Name, $"dies {how}");
        IsAlive = false;
        Died?.Invoke();
    }

    public void Freeze() => IsFrozen = true;

    public void Thaw()
    {
        IsFrozen = false;
        var held = _held.ToList();
        _held.Clear();
        foreach (var action in held) World.After(TimeSpan.Zero, () => Do(action));
    }
}
