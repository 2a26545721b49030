using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Steadytrace.Traces.Ftrace;

/// <summary>
/// The fast loop: counts the usual records of a page, as many in a row as there are, and leaves the first unusual one to <see cref="PageWalk"/>.
/// </summary>
/// <remarks>
/// <para>Which kind of event comes next cannot be foretold, and a branch that is not foretold costs more than counting an event. So the loop
/// treats all kinds alike, with numbers from <see cref="BatchSlot"/>, and has only branches that nearly always go the same way: a long
/// or strange record, an unknown id, a system call without a name, a thread that is not in the cache. First it notes the cell of each record; then it
/// compares the names that the switches among them tell with the known ones; then it counts. So a batch counts up to a place, and never has
/// to take anything back.</para>
/// <para>Invariant that makes the unsafe code safe: a record is looked at where at least <see cref="HeadBytes"/> lie before the data's end; fields
/// beyond them are read only where the payload has <see cref="BatchSlot.MinimumBytes"/> and ends within the data; as each record has at least
/// <see cref="HeadBytes"/>, <see cref="BatchBytes"/> hold at most <see cref="MostRecords"/>, for which there is room on the stack; the entries are indexed by a masked pid, the
/// slots by a compared id; cells are reached through a checked array; each record notes one time at the most, for which there is room as for the records. A prefetch of an address that is not there does nothing.</para>
/// <para>Only for pages of this machine's byte order, little-endian, with the event's id and pid where every kernel has them.</para>
/// </remarks>
internal sealed unsafe class RecordBatch
{
    /// <summary>A record's head, and the payload's u16 id, two bytes, i32 pid.</summary>
    private const int HeadBytes = 12;
    private const int MostRecords = 512;
    private const int BatchBytes = MostRecords * HeadBytes;
    private const int PrefetchBytes = 4096;
    private const uint LongestPayload = 28 * sizeof(uint);

    private readonly CpuCounts _counts;
    private readonly BatchSlot[] _slots;
    private readonly EventSlot _switch;
    private readonly ThreadTurns? _turns;
    private readonly ulong[]? _times;

    /// <param name="table">The kinds of events.</param>
    /// <param name="counts">Takes the counts.</param>
    /// <param name="turns">Takes the switches; null where nobody asks how long threads run.</param>
    public RecordBatch(EventTable table, CpuCounts counts, ThreadTurns? turns = null)
    {
        (_counts, _turns) = (counts, turns);
        if (turns is not null) _times = new ulong[MostRecords];
        _switch = table.Switch;
        _slots = new BatchSlot[table.Slots.Length];
        for (var id = 0; id < _slots.Length; id++)
        {
            var slot = table.Slots[id];
            // A description may claim several kinds of switch; names are compared at the places of one.
            _slots[id] = slot.Action == RecordAction.Switch && slot != _switch ? BatchSlot.Ending : BatchSlot.Of(slot);
        }
    }

    /// <summary>True for pages and records that this loop can read.</summary>
    public static bool Knows(PageLayout layout, EventTable table) =>
        layout.LittleEndian && BitConverter.IsLittleEndian && table is { TypeOffset: 0, PidOffset: 4 };

    /// <summary>Counts records.</summary>
    /// <param name="begin">The first record.</param>
    /// <param name="end">The data's end.</param>
    /// <param name="time">The time before the first record, then that of the last one counted.</param>
    /// <param name="slotStart">Start of the time within which counts go into the same cells.</param>
    /// <param name="slotLength">Its length.</param>
    /// <param name="careful">Up to here records must be counted by the careful loop.</param>
    /// <returns>The first record that is not counted.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    public byte* Count(byte* begin, byte* end, ref ulong time, ulong slotStart, ulong slotLength, out byte* careful)
    {
        var noted = stackalloc uint[MostRecords];
        var switches = stackalloc uint[MostRecords];
        var now = time;
        fixed (BatchSlot* slots = _slots)
        fixed (ThreadCache.Entry* entries = _counts.Cache.Entries)
        fixed (uint* cells = _counts.Cells)
        fixed (ulong* times = _times)
        {
            var (notedEnd, switchesEnd) = ((nint)noted, (nint)switches);
            var at = times is null
                ? Note<Untimed>(begin, end, slots, (uint)_slots.Length, entries, cells, null, ref notedEnd, ref switchesEnd, ref now)
                : Note<Timed>(begin, end, slots, (uint)_slots.Length, entries, cells, times, ref notedEnd, ref switchesEnd, ref now);
            careful = at + 1;
            // All of these records, from the first to the last, lie in the slot, or the careful loop finds out which do.
            if (now - slotStart >= slotLength || time - slotStart > now - slotStart)
            {
                if (at > begin) careful = at;
                TakeBack(noted, (uint*)notedEnd, cells);
                return begin;
            }

            var place = switches;
            for (; place < (uint*)switchesEnd; place++)
            {
                // Only the lower half of the address was noted.
                var record = begin + (*place - (uint)begin);
                if (IsKnown(record + sizeof(uint), entries)) continue;
                at = record;
                careful = at + 1;
                (var records, now) = Before(begin, at, time);
                TakeBack(noted + records, (uint*)notedEnd, cells);
                break;
            }

            if (_turns is not null) EndTurns(_turns, begin, switches, place, entries);
            time = now;
            return at;
        }
    }

    // A method of its own, with few variables, which nearly all find room in registers; compiled once without a word about times, and once with.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static byte* Note<TTimes>(byte* at, byte* end, BatchSlot* slots, nuint ids, ThreadCache.Entry* entries, uint* cells, ulong* times, ref nint notedEnd, ref nint switchesEnd, ref ulong time)
        where TTimes : struct
    {
        var last = end - HeadBytes;
        if (last - at > BatchBytes - HeadBytes) last = at + (BatchBytes - HeadBytes);
        var noted = (uint*)notedEnd;
        var switches = (byte*)switchesEnd;
        var now = time;
        while (at <= last)
        {
            var head = *(uint*)at;
            if (Sse.IsSupported) Sse.Prefetch0(at + PrefetchBytes);
            now += head >> 5;
            var length = (nuint)((head & 31) * sizeof(uint));
            nuint id = *(ushort*)(at + 4);
            if (length > LongestPayload || at + length + sizeof(uint) > end || id >= ids) goto Unusual;
            var slot = slots + id;
            // Also when the length stands in a word of its own: it is 0 here.
            if (length < slot->MinimumBytes) goto Unusual;
            var pid = *(uint*)(at + 8);
            var entry = entries + (pid & ThreadCache.Mask);
            if ((uint)entry->Pid != pid) goto Unusual;
            var number = *(ulong*)(at + slot->NumberOffset) & slot->NumberMask;
            if (number >= slot->Calls) goto Unusual;
            nuint cell = (uint)entry->Row + slot->Column + (uint)number;
            *noted++ = (uint)cell;
            cells[cell]++;
            *(uint*)switches = (uint)at;
            if (typeof(TTimes) == typeof(Timed))
            {
                *times = now;
                times += slot->Switches / sizeof(uint);
            }

            switches += slot->Switches;
            at += length + sizeof(uint);
            continue;
        Unusual:
            now -= head >> 5;
            break;
        }

        (notedEnd, switchesEnd, time) = ((nint)noted, (nint)switches, now);
        return at;
    }

    // All names are those that are known: the rows of the cache are those of these threads.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private void EndTurns(ThreadTurns turns, byte* begin, uint* switches, uint* end, ThreadCache.Entry* entries)
    {
        for (var place = switches; place < end; place++)
        {
            var payload = begin + (*place - (uint)begin) + sizeof(uint);
            var previous = *(int*)(payload + _switch.Pid);
            turns.Switch(_times![place - switches], previous, *(int*)(payload + _switch.NextPid), entries[previous & ThreadCache.Mask].Row);
        }
    }

    private static void TakeBack(uint* noted, uint* end, uint* cells)
    {
        for (; noted < end; noted++) cells[*noted]--;
    }

    // Both threads have the names that the switch tells.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool IsKnown(byte* payload, ThreadCache.Entry* entries) =>
        (Difference(payload + _switch.Pid, payload + _switch.Name, entries) | Difference(payload + _switch.NextPid, payload + _switch.NextName, entries)) == 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Difference(byte* pidAt, byte* nameAt, ThreadCache.Entry* entries)
    {
        var pid = *(uint*)pidAt;
        var entry = entries + (pid & ThreadCache.Mask);
        return ((uint)entry->Pid ^ pid) | entry->Unnamed | (entry->NameLow ^ *(ulong*)nameAt) | (entry->NameHigh ^ *(ulong*)(nameAt + sizeof(ulong)));
    }

    // How many records lie before a place, and the time there. All of them were walked before.
    private static (int Records, ulong Time) Before(byte* at, byte* place, ulong time)
    {
        var records = 0;
        for (; at < place; records++)
        {
            var head = *(uint*)at;
            time += head >> 5;
            at += sizeof(uint) + (head & 31) * sizeof(uint);
        }

        return (records, time);
    }

    private readonly struct Untimed;

    private readonly struct Timed;
}
