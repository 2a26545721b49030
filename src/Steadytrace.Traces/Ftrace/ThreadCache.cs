using System.Runtime.InteropServices;

namespace Steadytrace.Traces.Ftrace;

/// <summary>
/// The threads that ran last, found by the low bits of their pid: a copy of what <see cref="CpuCounts"/> knows of them, made to be read with one
/// access and no call. What is not here is asked for there.
/// </summary>
internal sealed class ThreadCache
{
    /// <summary>Entries; a power of two.</summary>
    public const int Size = 4096;

    /// <summary>The bits of a pid that choose its entry.</summary>
    public const int Mask = Size - 1;

    private bool _isEmpty;

    public ThreadCache() => Clear();

    /// <summary>By the low bits of the pid.</summary>
    public Entry[] Entries { get; } = new Entry[Size];

    /// <summary>Keeps the row of a thread.</summary>
    public void Add(int pid, int row)
    {
        ref var entry = ref Entries[pid & Mask];
        if (entry.Pid == pid && entry.Row == row) return;
        entry = new Entry { Pid = pid, Row = row, Unnamed = 1 };
        _isEmpty = false;
    }

    /// <summary>Keeps the bytes of a name that, told of this thread again, would change nothing.</summary>
    public void AddName(int pid, ulong low, ulong high)
    {
        ref var entry = ref Entries[pid & Mask];
        if (entry.Pid == pid) (entry.NameLow, entry.NameHigh, entry.Unnamed) = (low, high, 0);
    }

    /// <summary>Drops a thread whose name or row has changed.</summary>
    public void Forget(int pid)
    {
        ref var entry = ref Entries[pid & Mask];
        if (entry.Pid == pid) entry.Pid = ~pid;
    }

    /// <summary>Drops all.</summary>
    public void Clear()
    {
        if (_isEmpty) return;
        // A pid that no thread at this place can have.
        for (var index = 0; index < Size; index++) Entries[index] = new Entry { Pid = ~index };
        _isEmpty = true;
    }

    /// <summary>One thread: half a line of the processor's cache.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Entry
    {
        /// <summary>The thread, or a pid that belongs to another entry.</summary>
        public int Pid;

        /// <summary>The first cell of its row.</summary>
        public int Row;

        /// <summary>The name as the records tell it, all 16 bytes.</summary>
        public ulong NameLow;

        /// <summary>The name's second half.</summary>
        public ulong NameHigh;

        /// <summary>Not 0 while no record told the name.</summary>
        public ulong Unnamed;
    }
}
