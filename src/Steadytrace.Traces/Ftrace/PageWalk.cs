using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Steadytrace.Traces.Ftrace;

/// <summary>The decoding loop: walks the records of a page and counts them.</summary>
/// <remarks>
/// <para>Invariant that makes the unsafe code safe: <c>at</c> only moves to places that were checked to be at most <c>end</c>, and nothing
/// is read at or after <c>at</c> before the bytes left to <c>end</c> were compared with what is read. Offsets of fields come from
/// the table, whose <see cref="EventSlot.MinimumBytes"/> and <see cref="EventTable.HeadBytes"/> cover all of them and are compared with the payload
/// before; cells are reached through a checked array.</para>
/// <para>A record's head is a u32: 5 bits of type, 27 bits of time since the record before. Types 1 to 28 give the payload's length in
/// words; 0: the next u32 gives it, itself included; 29: padding; 30: more bits of time; 31: an absolute time, without its uppermost 5 bits.</para>
/// </remarks>
internal sealed unsafe class PageWalk
{
    private const uint Padding = 29;
    private const uint TimeExtend = 30;
    private const uint AbsoluteTime = 31;
    private const uint DeltaMask = (1u << 27) - 1;
    private const ulong AbsoluteMissing = 0xF8UL << 56;

    private readonly EventTable _table;
    private readonly CpuCounts _counts;
    private readonly NameTimeline _timeline;
    private readonly TraceTime _time;
    private readonly ThreadTurns? _turns;
    private readonly RecordBatch? _batch;
    private readonly bool _swap;
    private readonly bool _littleEndian;
    private ulong _slotStart;
    private ulong _slotLength;
    private int _current;
    private int _row;

    public PageWalk(PageLayout layout, EventTable table, CpuCounts counts, NameTimeline timeline, TraceTime time, ThreadTurns? turns = null)
    {
        (_table, _counts, _timeline, _time, _turns) = (table, counts, timeline, time, turns);
        _littleEndian = layout.LittleEndian;
        _swap = layout.LittleEndian != BitConverter.IsLittleEndian;
        if (RecordBatch.Knows(layout, table)) _batch = new RecordBatch(table, counts, turns);
    }

    /// <summary>Counts the records of a page.</summary>
    /// <param name="data">The page's records: what its commit word says is valid, and no more.</param>
    /// <param name="time">The page's time.</param>
    /// <returns>Null, or where in <paramref name="data"/> it is damaged, and how; the records before are counted.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public (int Offset, string Reason)? Walk(ReadOnlySpan<byte> data, ulong time)
    {
        fixed (byte* begin = data)
        {
            var at = begin;
            var end = begin + data.Length;
            // In locals, where the loop finds them in registers; taken anew after each call that may change them.
            var (headBytes, typeOffset, pidOffset) = (_table.HeadBytes, _table.TypeOffset, _table.PidOffset);
            var (littleEndian, swap) = (_littleEndian, _swap);
            var slots = _table.Slots;
            var (slotStart, slotLength) = (_slotStart, _slotLength);
            var current = _current;
            // Names may have been learnt, and the rows begun anew, since the page before: looked up when a record needs it.
            var (row, cells, entered) = (0, _counts.Cells, false);
            var careful = at;
            while (at < end)
            {
                if (at >= careful && _batch is not null)
                {
                    at = _batch.Count(at, end, ref time, slotStart, slotLength, out careful);
                    if (at >= end) break;
                }

                if (!entered) (row, cells, entered) = (_row = _counts.Enter(current), _counts.Cells, true);

                var left = end - at;
                if (left < sizeof(uint)) return ((int)(at - begin), "a record's head does not fit into the page");
                var head = U32(at, swap);
                var type = littleEndian ? head & 31 : head >> 27;
                var delta = littleEndian ? head >> 5 : head & DeltaMask;
                long length;
                var payload = at + sizeof(uint);
                if (type - 1 < 28)
                {
                    length = (type + 1) * sizeof(uint);
                }
                else
                {
                    if (type == Padding && delta == 0) break;
                    if (left < 2 * sizeof(uint)) return ((int)(at - begin), "a record's second word does not fit into the page");
                    var second = U32(payload, swap);
                    payload += sizeof(uint);
                    if (type == TimeExtend || type == AbsoluteTime)
                    {
                        time = type == TimeExtend ? time + ((ulong)second << 27) + delta : Absolute(((ulong)second << 27) + delta, time);
                        at = payload;
                        continue;
                    }

                    length = (long)second + sizeof(uint);
                    if (second < sizeof(uint)) return ((int)(at - begin), $"a record of {second} bytes");
                    if (type == Padding)
                    {
                        if (length > left) return ((int)(at - begin), $"padding of {length} bytes, {left} are left in the page");
                        time += delta;
                        at += length;
                        continue;
                    }
                }

                if (length > left) return ((int)(at - begin), $"a record of {length} bytes, {left} are left in the page");
                var payloadBytes = at + length - payload;
                if (payloadBytes < headBytes) return ((int)(at - begin), $"a record with {payloadBytes} bytes of payload, at least {headBytes} are needed");
                time += delta;
                if (time - slotStart >= slotLength)
                {
                    if (!TryEnterSlot(time)) return ((int)(at - begin), "times that lie in too many intervals");
                    (slotStart, slotLength, row, cells) = (_slotStart, _slotLength, _row, _counts.Cells);
                }

                var pid = (int)U32(payload + pidOffset, swap);
                if (pid != current)
                {
                    _current = current = pid;
                    _row = row = _counts.Enter(pid);
                    cells = _counts.Cells;
                }

                int id = U16(payload + typeOffset, swap);
                if (id >= slots.Length)
                {
                    cells[row]++;
                    at += length;
                    continue;
                }

                ref readonly var slot = ref slots[id];
                if (payloadBytes < slot.MinimumBytes)
                    return ((int)(at - begin), $"a record of {_table.Columns[slot.Column].Name} with {payloadBytes} bytes of payload, its format needs {slot.MinimumBytes}");
                if (slot.Action == RecordAction.Count)
                {
                    // Column 0 where the description does not name the id.
                    cells[row + slot.Column]++;
                }
                else if (slot.Action == RecordAction.SystemCall)
                {
                    var number = slot.CallBytes == sizeof(ulong) ? U64(payload + slot.Pid, swap) : U32(payload + slot.Pid, swap);
                    cells[row + slot.Column + (int)Math.Min(number, (ulong)slot.Calls)]++;
                }
                else
                {
                    if (Named(slot, payload, (int)payloadBytes, time) is { } fault) return ((int)(at - begin), fault);
                    (row, cells) = (_row, _counts.Cells);
                }

                at += length;
            }
        }

        _turns?.EndPage(time);
        return null;
    }

    // Counts the event and takes the names it tells. A switch tells the name that its thread has already; else the event still
    // belongs to the old one.
    private string? Named(in EventSlot slot, byte* payload, int payloadBytes, ulong time)
    {
        var pid = (int)U32(payload + slot.Pid, _swap);
        if (slot.Action == RecordAction.Switch)
        {
            LearnSwitched(pid, payload + slot.Name);
            _counts.Cells[_row + slot.Column]++;
            var next = (int)U32(payload + slot.NextPid, _swap);
            LearnSwitched(next, payload + slot.NextName);
            if (_turns is not null) EndTurn(time, pid, next);
            return null;
        }

        _counts.Cells[_row + slot.Column]++;
        return Renamed(slot, new ReadOnlySpan<byte>(payload, payloadBytes), pid, time);
    }

    // Rows may be begun anew by it.
    private void EndTurn(ulong time, int previous, int next)
    {
        _turns!.Switch(time, previous, next, _counts.Enter(previous));
        _row = _counts.Enter(_current);
    }

    private string? Renamed(in EventSlot slot, ReadOnlySpan<byte> payload, int pid, ulong time)
    {
        ReadOnlySpan<byte> text;
        if (slot.NamePlace == FieldPlace.Inline)
        {
            text = slot.NameBytes == 0 ? payload[slot.Name..] : payload.Slice(slot.Name, slot.NameBytes);
        }
        else
        {
            var place = BinaryPrimitives.ReadUInt32LittleEndian(payload[slot.Name..]);
            if (!_littleEndian) place = BinaryPrimitives.ReverseEndianness(place);
            var offset = (int)(place & 0xFFFF) + (slot.NamePlace == FieldPlace.AfterField ? slot.Name + sizeof(uint) : 0);
            var length = (int)(place >> 16);
            if (offset + length > payload.Length) return $"a record of {_table.Columns[slot.Column].Name} whose string ends at {offset + length}, after its {payload.Length} bytes";
            text = payload.Slice(offset, length);
        }

        var name = slot.Action == RecordAction.Exec ? ThreadName.OfPath(text) : ThreadName.Of(text);
        // With switches in the trace another CPU learns it when the thread comes to it, unless it runs there right now.
        if (!_table.HasSwitches || (slot.Action == RecordAction.Rename && pid != _current)) _timeline.Add(new NameChange(time, _counts.Cpu, pid, name));
        _turns?.Rename(time, pid);
        Learn(pid, name);
        return null;
    }

    private void LearnSwitched(int pid, byte* name)
    {
        Learn(pid, Comm(name));
        _counts.Cache.AddName(pid, *(ulong*)name, *(ulong*)(name + sizeof(ulong)));
    }

    private void Learn(int pid, ThreadName name)
    {
        _counts.Name(pid, name);
        if (pid == _current) _row = _counts.Enter(pid);
    }

    // Ends at the interval's end, or when another CPU tells of a new name, whichever is first.
    private bool TryEnterSlot(ulong time)
    {
        if (!_counts.TryMoveTo(time)) return false;
        while (_timeline.TryTake(_counts.Cpu, time, out var change))
        {
            _turns?.Rename(change.Time, change.Pid);
            Learn(change.Pid, change.Name);
        }

        _turns?.Cross(time);
        _row = _counts.Enter(_current);
        _slotStart = time;
        _slotLength = _time.LengthFrom(time);
        if (_timeline.Next(_counts.Cpu) is { } next) _slotLength = Math.Min(_slotLength, next - time);
        return true;
    }

    private static ThreadName Comm(byte* at)
    {
        var low = *(ulong*)at;
        var high = *(ulong*)(at + sizeof(ulong));
        // The kernel pads names with NULs; only where it does not they are cut byte by byte.
        if (BitConverter.IsLittleEndian && IsPadded(low, high)) return new ThreadName(new UInt128(high, low));
        return ThreadName.Of(new ReadOnlySpan<byte>(at, EventTable.CommBytes));
    }

    // No byte but NULs after the first NUL, of which there is one: the set bytes reach from the lowest one up without a hole.
    private static bool IsPadded(ulong low, ulong high) => high >> 56 != 0 ? false : high == 0 ? IsPadded(low) : !HasZero(low) && IsPadded(high);

    private static bool IsPadded(ulong word)
    {
        if (word == 0) return true;
        var unused = System.Numerics.BitOperations.LeadingZeroCount(word) & ~7;
        return !HasZero(unused == 0 ? word : word | (ulong.MaxValue << (64 - unused)));
    }

    private static bool HasZero(ulong word) => ((word - 0x0101010101010101) & ~word & 0x8080808080808080) != 0;

    // The record lacks the uppermost 5 bits: they are those of the time before, one more when the rest has wrapped.
    private static ulong Absolute(ulong stamp, ulong before)
    {
        if ((before & AbsoluteMissing) == 0) return stamp;
        stamp |= before & AbsoluteMissing;
        return stamp < before ? stamp + (1UL << 59) : stamp;
    }

    private static ushort U16(byte* at, bool swap) => swap ? BinaryPrimitives.ReverseEndianness(*(ushort*)at) : *(ushort*)at;

    private static uint U32(byte* at, bool swap) => swap ? BinaryPrimitives.ReverseEndianness(*(uint*)at) : *(uint*)at;

    private static ulong U64(byte* at, bool swap) => swap ? BinaryPrimitives.ReverseEndianness(*(ulong*)at) : *(ulong*)at;
}
