namespace Steadytrace.Traces.Ctf.Checked;

/// <summary>Lengths, tags and selectors that later fields ask for, by slot.</summary>
internal sealed class SlotValues
{
    private ulong[] _numbers;
    private bool[] _absent;

    public SlotValues(int slots) => (_numbers, _absent) = (new ulong[slots], new bool[slots]);

    private SlotValues(SlotValues other, int slots) => (_numbers, _absent) = ([.. other._numbers.AsSpan(0, slots)], [.. other._absent.AsSpan(0, slots)]);

    /// <summary>The values by slot: for the plan, which asks for none that may be absent.</summary>
    public ulong[] Numbers => _numbers;

    /// <summary>Some field is not there.</summary>
    public bool HasAbsent => _absent.AsSpan().Contains(true);

    /// <summary>The first slots, by themselves.</summary>
    public SlotValues Copy(int slots) => new(this, slots);

    /// <summary>Makes room for the slots of a stream class.</summary>
    public void Reserve(int slots)
    {
        if (slots <= _numbers.Length) return;
        Array.Resize(ref _numbers, slots);
        Array.Resize(ref _absent, slots);
    }

    /// <summary>Makes the first slots those of another.</summary>
    public void Take(SlotValues other)
    {
        Reserve(other._numbers.Length);
        other._numbers.CopyTo(_numbers, 0);
        other._absent.CopyTo(_absent, 0);
    }

    public void Set(int slot, ulong number)
    {
        _numbers[slot] = number;
        _absent[slot] = false;
    }

    /// <summary>The field of this slot is not there until it is read anew.</summary>
    public void Forget(int slot) => _absent[slot] = true;

    /// <exception cref="DamagedPacketException">The field is not there.</exception>
    public ulong Get(int slot, long bit) =>
        _absent[slot] ? throw new DamagedPacketException(bit, "a field whose length or selector is not in this event") : _numbers[slot];
}
