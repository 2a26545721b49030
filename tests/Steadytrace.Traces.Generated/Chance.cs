namespace Steadytrace.Traces.Generated;

/// <summary>Seeded random numbers (SplitMix64): one seed gives the same trace on every machine and every version of .NET.</summary>
public sealed class Chance(ulong seed)
{
    private ulong _state = seed;

    /// <summary>64 random bits.</summary>
    public ulong Bits()
    {
        var mixed = _state += 0x9E3779B97F4A7C15;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }

    /// <summary>A number from 0 to <paramref name="below"/> − 1.</summary>
    public int Below(int below) => (int)(Bits() % (ulong)below);

    /// <summary>A number from <paramref name="least"/> to <paramref name="most"/>.</summary>
    public int Between(int least, int most) => least + Below(most - least + 1);

    /// <summary>True in so many of a hundred cases.</summary>
    public bool Percent(int percent) => Below(100) < percent;

    public T Pick<T>(params ReadOnlySpan<T> choices) => choices[Below(choices.Length)];

    public T OneOf<T>(IReadOnlyList<T> choices) => choices[Below(choices.Count)];

    /// <summary>A number of so many bits, often an extreme one.</summary>
    public ulong Number(int bits)
    {
        var mask = bits == 64 ? ulong.MaxValue : (1UL << bits) - 1;
        return Below(4) switch
        {
            0 => Bits() & mask,
            1 => Pick(0UL, 1UL, mask, mask >> 1, (mask >> 1) + 1) & mask,
            _ => Bits() & 15 & mask,
        };
    }
}
