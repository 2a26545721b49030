using System.Globalization;

namespace Steadytrace.Recording.Tests.Rotation;

/// <summary>Numbers from 0, each of which may come once: one bit each, for hundreds of millions.</summary>
internal sealed class NumberSet
{
    private ulong[] _bits = new ulong[1 << 16];

    /// <summary>How many came.</summary>
    public long Count { get; private set; }

    /// <summary>The largest that came; -1 before the first.</summary>
    public long Largest { get; private set; } = -1;

    public void Add(long number)
    {
        Assert.InRange(number, 0, 1L << 40);
        var (word, bit) = (number >> 6, 1UL << (int)(number & 63));
        while (word >= _bits.Length) Array.Resize(ref _bits, _bits.Length * 2);
        if ((_bits[word] & bit) != 0) Assert.Fail(string.Create(CultureInfo.InvariantCulture, $"number {number} came twice"));
        _bits[word] |= bit;
        Count++;
        Largest = Math.Max(Largest, number);
    }
}
