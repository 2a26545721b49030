using Steadytrace.Traces.Ctf.Layout;
using Steadytrace.Traces.Ctf.Metadata;

namespace Steadytrace.Traces.Ctf.JsonMetadata;

/// <summary>Integers from one to another, both included (CTF2-SPEC-2.0, 5.3.2).</summary>
internal readonly record struct IntegerRange(int Offset, Int128 Low, Int128 High)
{
    /// <summary>Reads a set of ranges: an array of pairs, one at least.</summary>
    public static List<IntegerRange> ReadSet(JsonValue set, string what)
    {
        var ranges = new List<IntegerRange>();
        foreach (var item in set.Expect(JsonKind.Array, what).Items)
        {
            if (item.Expect(JsonKind.Array, "a range").Items is not [{ Kind: JsonKind.Integer } low, { Kind: JsonKind.Integer } high])
                throw new MetadataException(item.Offset, $"a range of {what} must be two integers from -2^63 to 2^64 - 1");
            if (low.Integer > high.Integer) throw new MetadataException(item.Offset, $"range of {what} that ends before it begins");
            ranges.Add(new IntegerRange(item.Offset, low.Integer, high.Integer));
        }

        return ranges.Count > 0 ? ranges : throw new MetadataException(set.Offset, $"{what} without a range");
    }

    /// <summary>The same range in the signedness of the field that it is compared with.</summary>
    /// <exception cref="MetadataException">No such field can have a value at one of its ends.</exception>
    public NumberRange For(bool signed)
    {
        var (least, most) = signed ? ((Int128)long.MinValue, (Int128)long.MaxValue) : (0, ulong.MaxValue);
        if (Low < least || High > most) throw new MetadataException(Offset, $"range from {Low} to {High} for {(signed ? "a signed" : "an unsigned")} selector");
        return new NumberRange((ulong)(Low & ulong.MaxValue), (ulong)(High & ulong.MaxValue));
    }
}
