namespace Steadytrace.Traces.Generated;

/// <summary>Where a number stands in a stream file.</summary>
/// <param name="Bit">Bits from the file's beginning.</param>
/// <param name="Size">Its bits.</param>
/// <param name="BigEndian">Its byte order.</param>
public readonly record struct NumberPlace(long Bit, int Size, bool BigEndian)
{
    /// <summary>The file with another number there; of a larger one the lower bits.</summary>
    public byte[] Replace(byte[] file, ulong number)
    {
        var bits = new BitWriter(file, BigEndian);
        bits.Patch(Bit, number, Size, BigEndian);
        return bits.ToArray();
    }
}
