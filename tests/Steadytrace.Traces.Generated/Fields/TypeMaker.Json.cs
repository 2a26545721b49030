namespace Steadytrace.Traces.Generated.Fields;

/// <content>What only CTF 2 has.</content>
public sealed partial class TypeMaker
{
    private FieldType OfJson(int depth) => chance.Below(10) switch
    {
        < 4 => JsonLeaf(),
        < 6 => DynamicBytes(),
        _ => Optional(depth),
    };

    private FieldType JsonLeaf() => chance.Below(8) switch
    {
        < 2 => Variable(chance.Percent(50)),
        < 4 => Bits(chance.Pick(BitsKind.Array, BitsKind.Map, BitsKind.Boolean)),
        < 6 => StaticBytes(),
        _ => WideString(),
    };

    private VariableIntegerType Variable(bool signed)
    {
        counts.Note(signed ? Construct.VariableSigned : Construct.VariableUnsigned);
        return new VariableIntegerType { Signed = signed };
    }

    private BitsType Bits(BitsKind kind)
    {
        var size = Leaves.IsBytewise ? 8 * chance.Between(1, 12) : chance.Between(1, 100);
        if (kind == BitsKind.Boolean) size = Leaves.IsBytewise ? chance.Pick(8, 16, 64) : chance.Between(1, 64);
        counts.Note(kind switch { BitsKind.Array => Construct.BitArray, BitsKind.Map => Construct.BitMap, _ => Construct.Boolean });
        return new BitsType { Kind = kind, Size = size, Align = Leaves.IsBytewise || chance.Percent(30) ? 8 << chance.Below(3) : 1, BigEndian = bigEndian };
    }

    private StaticBytesType StaticBytes()
    {
        var encoding = chance.Percent(40) ? null : chance.OneOf(TextBytes.Encodings);
        counts.Note(encoding is null ? Construct.StaticBlob : encoding == "utf-8" ? Construct.StaticString : Construct.StaticStringWide);
        return new StaticBytesType { Length = chance.Below(12), Encoding = encoding };
    }

    private DynamicBytesType DynamicBytes()
    {
        var encoding = chance.Percent(40) ? null : chance.OneOf(TextBytes.Encodings);
        var (field, _, location) = Length();
        counts.Note(encoding is null ? Construct.DynamicBlob : encoding == "utf-8" ? Construct.DynamicString : Construct.DynamicStringWide);
        return new DynamicBytesType { Length = field, Location = location, Encoding = encoding };
    }

    private WideStringType WideString()
    {
        var encoding = TextBytes.Encodings[chance.Between(1, 4)];
        counts.Note(TextBytes.UnitOf(encoding) == 2 ? Construct.StringOf16Bits : Construct.StringOf32Bits);
        return new WideStringType { Encoding = encoding };
    }

    private OptionalType Optional(int depth)
    {
        var (selector, _, location) = Offer(offer => offer.Value is null, isTag: false) ?? NewOffer(chance.Below(6) switch
        {
            < 2 => Bits(BitsKind.Boolean),
            2 => Variable(signed: true),
            3 => Variable(signed: false),
            4 => Leaves.Integer(signed: true),
            _ => Leaves.Integer(signed: false),
        }, isTag: false);
        var (isBoolean, isSigned) = (selector.Type is BitsType, OptionalType.IsSigned(selector.Type));
        counts.Note(isBoolean ? Construct.OptionalByBoolean : isSigned ? Construct.OptionalBySigned : Construct.OptionalByUnsigned);
        var field = Option(depth);
        counts.NoteIf(field is StructureType, Construct.OptionalOfStructure);
        return new OptionalType { Selector = selector, Location = location, Ranges = isBoolean ? null : Ranges(isSigned), Field = field };
    }

    private List<(Int128 Low, Int128 High)> Ranges(bool isSigned)
    {
        var ranges = new List<(Int128 Low, Int128 High)>();
        for (var left = chance.Between(1, 3); left > 0; left--)
        {
            Int128 low = chance.Below(12) - (isSigned ? 8 : 0);
            ranges.Add(chance.Below(5) switch
            {
                0 when isSigned => (long.MinValue, low),
                0 or 1 => (low, isSigned ? long.MaxValue : ulong.MaxValue),
                _ => (low, low + chance.Below(6)),
            });
        }

        return ranges;
    }

    private int ArrayAlignment()
    {
        if (!isJson || !chance.Percent(15)) return 1;
        counts.Note(Construct.ArrayAlignment);
        return 8 << chance.Below(3);
    }

    private FieldLocation LocationOf(Frame frame, string path, bool isAbsolute)
    {
        var up = _frames.Count - 1 - _frames.IndexOf(frame);
        counts.Note(!isAbsolute ? up > 0 ? Construct.LocationUpwards : Construct.LocationBeside : Construct.LocationFromPacketHeader + (int)frame.Scope);
        return isAbsolute ? new FieldLocation(frame.Scope, 0, path) : new FieldLocation(null, up, path);
    }
}
