namespace Steadytrace.Traces.Ctf.Layout;

/// <summary>A clock: how its cycles become Unix time.</summary>
internal sealed class ClockClass
{
    private const long NanosecondsPerSecond = 1_000_000_000;
    // Three numbers up to it can be added up in 64 bits.
    private const long Third = long.MaxValue / 3;

    public required string Name { get; init; }

    /// <summary>Cycles per second, 1 or more.</summary>
    public required ulong Frequency { get; init; }

    /// <summary>Whole seconds from 1970 to the clock's zero.</summary>
    public required long OffsetSeconds { get; init; }

    /// <summary>Cycles to add to <see cref="OffsetSeconds"/>.</summary>
    public required long OffsetCycles { get; init; }

    /// <summary>Nanoseconds since 1970 of a clock value; saturates at the ends of the range.</summary>
    public long ToUnixNanoseconds(ulong cycles)
    {
        // Nearly every clock and time there is; 128 bits would be left to the compiler at run time.
        if (Frequency == NanosecondsPerSecond && cycles <= Third && OffsetCycles is >= -Third and <= Third && OffsetSeconds is >= -Third / NanosecondsPerSecond and <= Third / NanosecondsPerSecond)
            return OffsetSeconds * NanosecondsPerSecond + OffsetCycles + (long)cycles;
        return Exactly(cycles);
    }

    private long Exactly(ulong cycles)
    {
        var total = (Int128)OffsetSeconds * NanosecondsPerSecond + InNanoseconds(OffsetCycles) + InNanoseconds(cycles);
        return total > long.MaxValue ? long.MaxValue : total < long.MinValue ? long.MinValue : (long)total;
    }

    /// <summary>The first clock value whose time is not before <paramref name="unixNanoseconds"/>; the largest one when there is none.</summary>
    public ulong FirstCycleAt(long unixNanoseconds)
    {
        ulong low = 0, high = ulong.MaxValue;
        while (low < high)
        {
            var middle = low + (high - low) / 2;
            if (ToUnixNanoseconds(middle) >= unixNanoseconds) high = middle;
            else low = middle + 1;
        }

        return low;
    }

    /// <summary>Equal values of both clocks are the same time.</summary>
    public bool IsSameAs(ClockClass other) => Frequency == other.Frequency && OffsetSeconds == other.OffsetSeconds && OffsetCycles == other.OffsetCycles;

    private Int128 InNanoseconds(Int128 cycles)
    {
        if (Frequency == NanosecondsPerSecond) return cycles;
        var product = cycles * NanosecondsPerSecond;
        var quotient = product / Frequency;
        return product < 0 && quotient * Frequency != product ? quotient - 1 : quotient;
    }
}
