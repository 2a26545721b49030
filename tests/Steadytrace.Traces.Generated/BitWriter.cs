namespace Steadytrace.Traces.Generated;

/// <summary>Writes a packet bit by bit, as slowly and plainly as CTF defines it, so that it shares no cleverness with a reader.</summary>
/// <param name="bigEndian">The order of padding: that of the fields before it.</param>
public sealed class BitWriter(bool bigEndian)
{
    private readonly List<byte> _bytes = [];

    /// <summary>Goes on behind bytes that were written before.</summary>
    public BitWriter(byte[] bytes, bool bigEndian)
        : this(bigEndian)
    {
        _bytes.AddRange(bytes);
        At = bytes.Length * 8L;
    }

    /// <summary>Bits written.</summary>
    public long At { get; private set; }

    /// <summary>Fills up with garbage to a multiple of <paramref name="alignment"/> bits: padding has no meaning.</summary>
    public void Align(int alignment, Chance chance)
    {
        while (At % alignment != 0) Bit(chance.Percent(50), bigEndian);
    }

    /// <summary>Little-endian numbers begin with their lowest bit at a byte's lowest place, big-endian ones with their highest bit at its highest.</summary>
    public void Integer(ulong value, int size, bool highestFirst)
    {
        for (var i = 0; i < size; i++) Bit((value >> (highestFirst ? size - 1 - i : i) & 1) != 0, highestFirst);
    }

    public void Bytes(ReadOnlySpan<byte> bytes)
    {
        foreach (var value in bytes) Integer(value, 8, highestFirst: false);
    }

    /// <summary>Writes an integer again, where one was written before.</summary>
    public void Patch(long at, ulong value, int size, bool highestFirst)
    {
        var end = At;
        At = at;
        Integer(value, size, highestFirst);
        At = end;
    }

    public byte[] ToArray() => [.. _bytes];

    private void Bit(bool value, bool highestFirst)
    {
        var index = (int)(At / 8);
        if (index == _bytes.Count) _bytes.Add(0);
        var mask = (byte)(highestFirst ? 0x80 >> (int)(At % 8) : 1 << (int)(At % 8));
        _bytes[index] = (byte)(value ? _bytes[index] | mask : _bytes[index] & ~mask);
        At++;
    }
}
