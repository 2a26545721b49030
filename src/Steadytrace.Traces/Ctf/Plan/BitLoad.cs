namespace Steadytrace.Traces.Ctf.Plan;

/// <summary>An integer at a fixed distance from the cursor, read by one load, a shift and a mask.</summary>
/// <param name="Bit">First bit, counted from the cursor.</param>
/// <param name="Size">Bits, 1 to 64.</param>
/// <param name="BigEndian">Byte and bit order.</param>
internal readonly record struct BitLoad(long Bit, int Size, bool BigEndian)
{
    /// <summary>Bytes of the load: 1, 2, 4 or 8, enough to hold all bits; 0 when no single load can.</summary>
    public int Bytes => ((int)(Bit % 8) + Size) switch { <= 8 => 1, <= 16 => 2, <= 32 => 4, <= 64 => 8, _ => 0 };

    /// <summary>Where the load begins, in bytes from the cursor.</summary>
    public long Offset => Bit / 8;

    /// <summary>Bits to shift the loaded word right by.</summary>
    public int Shift => BigEndian ? Bytes * 8 - (int)(Bit % 8) - Size : (int)(Bit % 8);
}
