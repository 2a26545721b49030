namespace Steadytrace.Traces.Generated.Fields;

/// <summary>Makes types that contain no others.</summary>
/// <remarks>
/// CTF lets the byte order change only where a byte begins: a number in the other order begins and ends at whole bytes here.
/// </remarks>
public sealed class LeafMaker(Chance chance, ConstructCounts counts, bool bigEndian, bool isJson)
{
    private static readonly string[] Bases = ["decimal", "dec", "d", "i", "10", "hexadecimal", "hex", "x", "X", "16", "octal", "oct", "o", "8", "binary", "b", "2"];
    private static readonly string[] Encodings = ["none", "UTF8", "ASCII", "utf8"];

    /// <summary>All fields begin and end at whole bytes, as they must where nothing tells a packet's size in bits.</summary>
    public bool IsBytewise { get; set; }

    public FieldType Leaf() => chance.Below(10) switch
    {
        < 6 => Integer(),
        6 or 7 => Enumeration(),
        8 => Float(),
        _ => String(),
    };

    public IntegerType Integer(bool? signed = null, int? size = null)
    {
        var bits = size ?? (IsBytewise || chance.Percent(50) ? chance.Pick(8, 16, 32, 64, 24, 40) : chance.Between(1, 64));
        var natural = bits % 8 == 0 ? 8 : 1;
        var align = chance.Percent(70) ? natural : IsBytewise ? 8 << chance.Below(4) : 1 << chance.Below(chance.Percent(10) ? 10 : 7);
        var other = bits % 8 == 0 && align >= 8 && chance.Percent(15);
        var isSigned = signed ?? chance.Percent(30);
        var reversed = isJson && chance.Percent(8);
        counts.NoteIf(reversed, Construct.BitOrderReversed);
        counts.NoteIf(bits == 64, Construct.IntegerOf64Bits);
        counts.NoteIf(bits is not (8 or 16 or 32 or 64), Construct.IntegerOfOddSize);
        counts.NoteIf(isSigned, Construct.SignedInteger);
        counts.NoteIf(align != natural, Construct.IntegerAlignment);
        counts.NoteIf(other, Construct.MixedByteOrder);
        return new IntegerType
        {
            Size = bits,
            Align = align,
            Signed = isSigned,
            Reversed = reversed,
            BigEndian = bigEndian ^ other,
            TellsByteOrder = other || chance.Percent(10),
            Base = Sometimes(Bases, Construct.IntegerBase),
            Encoding = Sometimes(Encodings, Construct.IntegerEncoding),
        };
    }

    /// <summary>Two integers in the other byte order that end at a whole byte together.</summary>
    public (IntegerType First, IntegerType Second) OtherOrder()
    {
        var first = chance.Between(1, 15);
        counts.Note(Construct.MixedByteOrder);
        return (Part(first, 8), Part(16 - first, 1));

        IntegerType Part(int size, int align) => new() { Size = size, Align = align, BigEndian = !bigEndian, TellsByteOrder = true };
    }

    public FloatType Float()
    {
        var (isDouble, other) = (chance.Percent(50), chance.Percent(15));
        counts.Note(isDouble ? Construct.FloatDouble : Construct.FloatSingle);
        return new FloatType { IsDouble = isDouble, Align = 8 << chance.Below(4), BigEndian = bigEndian ^ other, TellsByteOrder = other || chance.Percent(20) };
    }

    public StringType String()
    {
        counts.Note(Construct.String);
        return new StringType { Encoding = Sometimes(["UTF8", "ASCII"], Construct.StringEncoding) };
    }

    public EnumerationType Enumeration(string? name = null)
    {
        var container = Integer();
        var labels = Labels(container);
        counts.Note(Construct.Enumeration);
        counts.NoteIf(container.Signed, Construct.EnumerationSignedContainer);
        counts.NoteIf(name is not null, Construct.NamedEnumeration);
        return new EnumerationType { Container = container, Labels = labels, Name = name };
    }

    // Ascending ranges with gaps: a value has one label, a label may have several ranges.
    private List<EnumerationLabel> Labels(IntegerType container)
    {
        var labels = new List<EnumerationLabel>();
        var most = container.Size - (container.Signed ? 1 : 0) >= 31 ? int.MaxValue : (1L << (container.Size - (container.Signed ? 1 : 0))) - 1;
        var next = container.Signed ? Math.Max(-most - 1, -chance.Below(40)) : 0;
        var isImplicit = next == 0;
        for (var left = chance.Between(1, 5); left > 0 && next <= most; left--)
        {
            var low = Math.Min(most, next + (chance.Percent(40) ? chance.Below(10) : 0));
            var high = chance.Percent(40) ? Math.Min(most, low + chance.Below(20)) : low;
            var repeated = labels.Count > 0 && chance.Percent(10);
            var quoted = !repeated && chance.Percent(10);
            var name = repeated ? chance.OneOf(labels).Name : quoted ? $"label \\\"{labels.Count}\\\" of it" : $"L{labels.Count}";
            var follows = isImplicit && low == next && high == low && !repeated && chance.Percent(60);
            counts.NoteIf(high > low, Construct.EnumerationRange);
            counts.NoteIf(follows, Construct.EnumerationImplicitValue);
            counts.NoteIf(repeated, Construct.EnumerationRepeatedLabel);
            counts.NoteIf(quoted, Construct.EnumerationQuotedLabel);
            labels.Add(new EnumerationLabel(name, low, high, follows, quoted || (repeated && name.Contains(' '))));
            (next, isImplicit) = (high + 1, true);
        }

        return labels;
    }

    private string? Sometimes(string[] values, Construct construct)
    {
        if (!chance.Percent(15)) return null;
        counts.Note(construct);
        return chance.OneOf(values);
    }
}
