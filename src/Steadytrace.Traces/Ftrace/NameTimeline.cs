namespace Steadytrace.Traces.Ftrace;

/// <summary>
/// Names that must be carried from the CPU that tells of them to the others. The first counting of a CPU finds them; when there are any, all
/// CPUs are counted once more, with the changes of all of them in order of time.
/// </summary>
internal sealed class NameTimeline
{
    private readonly NameChange[] _changes;
    private readonly ThreadRoom? _room;
    private int _next;

    private NameTimeline(NameChange[] changes, ThreadRoom? room) => (_changes, _room) = (changes, room);

    /// <summary>For the first counting: knows of no change.</summary>
    /// <param name="room">Where the changes found take theirs.</param>
    public static NameTimeline Empty(ThreadRoom room) => new([], room);

    /// <summary>What was found in the counting that this timeline was used for.</summary>
    public List<NameChange> Found { get; } = [];

    /// <summary>For the second counting of a CPU.</summary>
    /// <param name="changes">The changes of all CPUs, in order of time.</param>
    public static NameTimeline Of(NameChange[] changes) => new(changes, null);

    /// <summary>Notes a change, in the first counting.</summary>
    public void Add(NameChange change)
    {
        if (_room?.TryTake() == true) Found.Add(change);
    }

    /// <summary>Time of the next change that another CPU tells of; null when there is none.</summary>
    public ulong? Next(int cpu)
    {
        while (_next < _changes.Length && _changes[_next].Cpu == cpu) _next++;
        return _next < _changes.Length ? _changes[_next].Time : null;
    }

    /// <summary>Takes the next change of another CPU if it is due.</summary>
    public bool TryTake(int cpu, ulong time, out NameChange change)
    {
        change = default;
        if (Next(cpu) is not { } due || due > time) return false;
        change = _changes[_next++];
        return true;
    }
}
