using Steadytrace.Traces.Ctf.Layout;

namespace Steadytrace.Traces.Ctf.Checked;

/// <summary>What the fields read so far said: values by role, lengths and tags by slot, and the clock.</summary>
internal sealed class FieldValues
{
    private const int MaximumEmptyElements = 1 << 20;

    private readonly ulong[] _numbers = new ulong[(int)FieldRole.Count];
    private readonly (int Start, int Length)[] _texts = new (int, int)[(int)FieldRole.Count];
    private uint _seen;
    private int _emptyElements;

    public SlotValues Slots { get; } = new(TraceLayout.PacketSlots);

    /// <summary>The stream's clock, in cycles: moved on by every stamp that is read.</summary>
    public ulong Clock { get; set; }

    /// <summary>Byte order of the last integer or bit array; null at a packet's begin.</summary>
    public bool? BigEndian { get; set; }

    /// <summary>What goes on from event to event of a packet, beside its slots.</summary>
    public FieldState State
    {
        get => new(Clock, BigEndian, _emptyElements);
        set => (Clock, BigEndian, _emptyElements) = value;
    }

    public void Forget() => _seen = 0;

    /// <summary>A packet's elements that take no room are limited: nothing else would stop a length that the packet made up.</summary>
    public void SpendOnNothing(long bit)
    {
        if (++_emptyElements > MaximumEmptyElements) throw new DamagedPacketException(bit, $"more than {MaximumEmptyElements} elements that take no room");
    }

    /// <summary>To be called at each packet's begin.</summary>
    /// <param name="slots">Lengths and tags that the packet's header and context gave; null when they gave none.</param>
    public void BeginPacket(SlotValues? slots)
    {
        _emptyElements = 0;
        BigEndian = null;
        if (slots is not null) Slots.Take(slots);
    }

    public void Set(FieldRole role, ulong number)
    {
        _numbers[(int)role] = number;
        _seen |= 1u << (int)role;
    }

    /// <summary>Notes where in the packet a text lies, in bytes.</summary>
    public void SetText(FieldRole role, int start, int length)
    {
        _texts[(int)role] = (start, length);
        _seen |= 1u << (int)role;
    }

    public bool Has(FieldRole role) => (_seen & (1u << (int)role)) != 0;

    public ulong? Number(FieldRole role) => Has(role) ? _numbers[(int)role] : null;

    /// <summary>All bytes of a text, what stands behind a zero byte included.</summary>
    public ReadOnlySpan<byte> RawText(FieldRole role, ReadOnlySpan<byte> packet)
    {
        if (!Has(role)) return [];
        var (start, length) = _texts[(int)role];
        return packet.Slice(start, length);
    }

    /// <summary>A stamp of fewer than 64 bits is the lower part of the clock, which wrapped once at the most since the stamp before it.</summary>
    public void Stamp(ulong value, int bits)
    {
        if (bits >= 64)
        {
            Clock = value;
            return;
        }

        var mask = (1UL << bits) - 1;
        Clock += (value - Clock) & mask;
    }
}
