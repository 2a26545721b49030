using System.Runtime.CompilerServices;
using Steadytrace.Traces.Ctf.Counting;

namespace Steadytrace.Traces.Ctf.Plan;

/// <summary>What the emitted loop shares with the rest: the clock, the interval's borders, and the calls for what happens seldom.</summary>
/// <remarks>
/// Unsafe. Invariant: addresses given by emitted code point to that many bytes inside the packet that is counted; it has checked them
/// against the packet's end before. References to counts are good until the next call; the loop asks anew after each.
/// </remarks>
internal sealed unsafe class PlanRun(CountTable table, ulong[]? ids)
{
    /// <summary>The clock at the event counted last, in cycles.</summary>
    public ulong Clock;

    /// <summary>First cycle of the interval that is counted now.</summary>
    public ulong SlotFrom;

    /// <summary>Cycles of that interval.</summary>
    public ulong SlotLength;

    /// <summary>Lengths and tags that the packet's header and context gave, by slot.</summary>
    public ulong[] Slots = [];

    /// <summary>Makes the borders those of the table's interval.</summary>
    public void ReadSlot() => (SlotFrom, SlotLength) = (table.SlotFrom, table.SlotTo - table.SlotFrom);

    /// <summary>Goes to the interval of a clock value; false when the table stops there.</summary>
    public bool TryEnter(ulong clock)
    {
        if (!table.TryEnter(clock)) return false;
        ReadSlot();
        return true;
    }

    /// <summary>The place of an event id among those that are declared; an impossible one for others.</summary>
    public ulong PlaceOf(ulong id) => (ulong)(long)Array.BinarySearch(ids!, id);

    /// <summary>The counts of the thread that runs now.</summary>
    public ref long CurrentRow() => ref table.Cells(table.Current)[0];

    /// <summary>The counts of a process name.</summary>
    // Hot from its first call: not to be compiled twice.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public ref long NamedRow(nint name, int bytes)
    {
        // Only 16 raw bytes are looked up without making text. A longer array is cut there when its first 16 bytes hold the whole name.
        var raw = new ReadOnlySpan<byte>((void*)name, bytes);
        if (bytes > 16 && raw[..16].Contains((byte)0)) raw = raw[..16];
        return ref table.Cells(table.RowOf(raw))[0];
    }

    /// <summary>Counts an event that carries its process name itself; gives the counts of the thread that runs.</summary>
    public ref long Named(int column, nint name, int bytes)
    {
        table.Count(column, new ReadOnlySpan<byte>((void*)name, bytes));
        return ref CurrentRow();
    }

    /// <summary>Counts a <c>sched_switch</c>; gives the counts of the thread that runs from here on.</summary>
    // Hot from its first call: not to be compiled twice.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public ref long Switch(int column, nint previous, int previousBytes, nint next, int nextBytes)
    {
        table.Clock = Clock;
        table.CountSwitch(column, new ReadOnlySpan<byte>((void*)previous, previousBytes), new ReadOnlySpan<byte>((void*)next, nextBytes));
        if (table.NotesNoMore) SlotLength = 0; // so that the next event asks
        return ref CurrentRow();
    }

    /// <summary>Counts a <c>sched_process_exec</c>; gives the counts of the thread that runs from here on.</summary>
    public ref long Exec(int column, nint file, int bytes)
    {
        table.Clock = Clock;
        table.CountExec(column, new ReadOnlySpan<byte>((void*)file, bytes));
        if (table.NotesNoMore) SlotLength = 0;
        return ref CurrentRow();
    }

    /// <summary>Tells who leaves the CPU to whom, where the event names its process besides. Counts nothing, and moves no counts.</summary>
    public void SwitchTurn(nint previous, int previousBytes, nint next, int nextBytes) =>
        table.Turns?.Switch(Clock, new ReadOnlySpan<byte>((void*)previous, previousBytes), new ReadOnlySpan<byte>((void*)next, nextBytes));

    /// <summary>Tells of the file that the process became, likewise.</summary>
    public void ExecTurn(nint file, int bytes) => table.Turns?.Exec(Clock, new ReadOnlySpan<byte>((void*)file, bytes));
}
