namespace Steadytrace.Traces.Ftrace;

/// <summary>How much all CPUs of a chunk may remember of threads until the chunk's end. Safe for use by several threads at once.</summary>
/// <remarks>Without it a chunk of many CPUs, each with made-up threads, would take as much again as its pages.</remarks>
internal sealed class ThreadRoom
{
    /// <summary>First names, renames and counts without a name: about 60 bytes each.</summary>
    public const int Most = 500_000;

    private int _taken;
    private volatile bool _isShort;

    /// <summary>What was given up; null when there was room for all.</summary>
    public string? Shortage => _isShort
        ? $"more than {Most} names and unnamed counts of threads to remember: some events count for (unknown), or for the name that their thread had before"
        : null;

    public bool TryTake()
    {
        if (Interlocked.Increment(ref _taken) <= Most) return true;
        Interlocked.Decrement(ref _taken);
        _isShort = true;
        return false;
    }

    public void GiveBack(int entries) => Interlocked.Add(ref _taken, -entries);
}
