using System.Buffers.Binary;

namespace Steadytrace.Traces.Ctf.Checked;

/// <summary>A place in a packet, in bits, that never leaves the packet's content.</summary>
internal ref struct BitCursor
{
    private readonly ReadOnlySpan<byte> _packet;
    private long _end;

    /// <param name="packet">The packet's bytes.</param>
    /// <param name="at">Bits from its beginning.</param>
    /// <param name="end">Bits of content: nothing is read at or after it.</param>
    public BitCursor(ReadOnlySpan<byte> packet, long at, long end)
    {
        _packet = packet;
        At = at;
        _end = Math.Min(end, (long)packet.Length * 8);
    }

    /// <summary>Bits from the packet's beginning.</summary>
    public long At { get; private set; }

    public readonly long End => _end;

    public readonly long Left => _end - At;

    public void Align(int alignment)
    {
        var aligned = (At + alignment - 1) & -(long)alignment;
        if (aligned > _end) throw new DamagedPacketException(At, "the packet's content ends in the padding before a field");
        At = aligned;
    }

    public void Skip(long bits)
    {
        if (bits > Left) throw new DamagedPacketException(At, $"a field of {bits} bits, but the packet's content ends after {Left}");
        At += bits;
    }

    /// <summary>Reads an integer; a signed one is extended to 64 bits.</summary>
    public ulong Integer(int size, bool bigEndian, bool signed)
    {
        var from = At;
        Skip(size);
        var value = Bits(from, size, bigEndian);
        return signed && size < 64 ? (ulong)((long)(value << (64 - size)) >> (64 - size)) : value;
    }

    /// <summary>Reads an integer of as many bytes as it needs (LEB128): seven bits in each, the lowest first, the top bit set in all but the last.</summary>
    /// <param name="signed">True for two's complement.</param>
    /// <param name="bits">Bits of value that it took room for: seven for each byte.</param>
    public ulong VariableInteger(bool signed, out int bits)
    {
        var from = At;
        ulong value = 0;
        for (bits = 0; ;)
        {
            Skip(8);
            var next = _packet[(int)(At / 8) - 1];
            var part = (ulong)next & 0x7F;
            if (bits == 63 && (next & 0x80) != 0 || bits == 63 && (signed ? part is not (0 or 0x7F) : part > 1))
                throw new DamagedPacketException(from, "an integer of variable length with more than 64 bits");
            value |= part << bits;
            bits += 7;
            if ((next & 0x80) != 0) continue;
            return signed && bits < 64 && (next & 0x40) != 0 ? value | ulong.MaxValue << bits : value;
        }
    }

    /// <summary>Steps over characters of 2 or 4 bytes up to and including one that is zero.</summary>
    public void SkipWideText(int unitBytes)
    {
        while (true)
        {
            var unit = Peek(unitBytes);
            Skip(unitBytes * 8L);
            if (!unit.ContainsAnyExcept((byte)0)) return;
        }
    }

    /// <summary>Bytes up to a zero byte, which is stepped over too.</summary>
    public ReadOnlySpan<byte> Text()
    {
        Align(8);
        var rest = _packet[(int)(At / 8)..(int)(_end / 8)];
        var length = rest.IndexOf((byte)0);
        if (length < 0) throw new DamagedPacketException(At, "a text that does not end before the packet's content does");
        At += (length + 1) * 8L;
        return rest[..length];
    }

    /// <summary>Whole bytes at the cursor, not stepped over.</summary>
    public readonly ReadOnlySpan<byte> Peek(long bytes)
    {
        if (bytes * 8 > Left) throw new DamagedPacketException(At, $"a text of {bytes} bytes, but the packet's content ends after {Left / 8}");
        return _packet.Slice((int)(At / 8), (int)bytes);
    }

    private readonly ulong Bits(long from, int size, bool bigEndian)
    {
        var bytes = _packet[(int)(from / 8)..];
        if (from % 8 == 0)
        {
            switch (size)
            {
                case 8: return bytes[0];
                case 16: return bigEndian ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : BinaryPrimitives.ReadUInt16LittleEndian(bytes);
                case 32: return bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
                case 64: return bigEndian ? BinaryPrimitives.ReadUInt64BigEndian(bytes) : BinaryPrimitives.ReadUInt64LittleEndian(bytes);
            }
        }

        // Little-endian fields fill a byte from its lowest bit, big-endian ones from its highest.
        ulong value = 0;
        var inByte = (int)(from % 8);
        for (int done = 0, index = 0; done < size; index++)
        {
            var take = Math.Min(8 - inByte, size - done);
            var mask = (1u << take) - 1;
            if (bigEndian) value = (value << take) | ((uint)(bytes[index] >> (8 - inByte - take)) & mask);
            else value |= (ulong)((uint)(bytes[index] >> inByte) & mask) << done;
            done += take;
            inByte = 0;
        }

        return value;
    }
}
