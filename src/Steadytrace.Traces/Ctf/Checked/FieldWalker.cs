using Steadytrace.Traces.Ctf.Layout;

namespace Steadytrace.Traces.Ctf.Checked;

/// <summary>Walks fields one by one as their classes say, and notes what <see cref="FieldValues"/> asks for.</summary>
/// <remarks>
/// Nesting is bounded by the metadata parser. A sequence's length comes from the packet: elements that take room are stopped by the
/// packet's end, and those that take none by <see cref="FieldValues.SpendOnNothing"/>.
/// </remarks>
internal static class FieldWalker
{
    public static void Walk(StructureClass structure, ref BitCursor cursor, FieldValues values)
    {
        cursor.Align(structure.Alignment);
        foreach (var member in structure.Members)
        {
            if (member.Class is NumberClass or IChoice)
            {
                var number = Walk(member.Class, ref cursor, values);
                if (member.Slot >= 0) Keep(member, number, values);
                if (member.Role != FieldRole.None && number is { } known) values.Set(member.Role, known);
            }
            else if (member.Role == FieldRole.None)
            {
                Walk(member.Class, ref cursor, values);
            }
            else
            {
                Text(member, ref cursor, values);
            }
        }
    }

    // The number that the field is, also as what a variant or an optional field chose; null for other fields.
    private static ulong? Walk(FieldClass field, ref BitCursor cursor, FieldValues values)
    {
        cursor.Align(field.Alignment);
        switch (field)
        {
            case IntegerClass integer:
                return Integer(integer, ref cursor, values);
            case VariableIntegerClass integer:
                var number = cursor.VariableInteger(integer.Signed, out var bits);
                Note(integer, number, bits, values);
                return number;
            case BitArrayClass array:
                KeepOrder(array.BigEndian, cursor.At, values);
                cursor.Skip(array.Size);
                break;
            case StringClass { UnitBytes: > 1 } text:
                cursor.SkipWideText(text.UnitBytes);
                break;
            case StringClass:
                cursor.Text();
                break;
            case StructureClass structure:
                Walk(structure, ref cursor, values);
                break;
            case ArrayClass array:
                Elements(array.Element, (ulong)array.Length, ref cursor, values);
                break;
            case SequenceClass sequence:
                Elements(sequence.Element, values.Slots.Get(sequence.LengthSlot, cursor.At), ref cursor, values);
                break;
            case VariantClass variant:
                return Variant(variant, ref cursor, values);
            case OptionalClass optional:
                Forget(optional, values);
                return optional.IsThere(values.Slots.Get(optional.SelectorSlot, cursor.At)) ? Walk(optional.Field, ref cursor, values) : null;
            default:
                cursor.Skip(field.MinimumSize);
                break;
        }

        return null;
    }

    private static ulong? Variant(VariantClass variant, ref BitCursor cursor, FieldValues values)
    {
        Forget(variant, values);
        var tag = values.Slots.Get(variant.TagSlot, cursor.At);
        var chosen = variant.Choose(tag) ?? throw new DamagedPacketException(cursor.At, $"a variant whose tag {(variant.TagSigned ? ((long)tag).ToString() : tag.ToString())} chooses no field");
        return Walk(chosen, ref cursor, values);
    }

    // What others ask for may lie in an option that is not chosen this time.
    private static void Forget(IChoice choice, FieldValues values)
    {
        foreach (var slot in choice.InnerSlots) values.Slots.Forget(slot);
    }

    private static ulong Integer(IntegerClass integer, ref BitCursor cursor, FieldValues values)
    {
        KeepOrder(integer.BigEndian, cursor.At, values);
        var number = integer.Reversed ? Reversed(integer, ref cursor) : cursor.Integer(integer.Size, integer.BigEndian, integer.Signed);
        Note(integer, number, integer.Size, values);
        return number;
    }

    private static ulong Reversed(IntegerClass integer, ref BitCursor cursor)
    {
        var read = cursor.Integer(integer.Size, integer.BigEndian, signed: false);
        ulong number = 0;
        for (var bit = 0; bit < integer.Size; bit++) number = number << 1 | read >> bit & 1;
        return integer.Signed && integer.Size < 64 ? (ulong)((long)(number << (64 - integer.Size)) >> (64 - integer.Size)) : number;
    }

    private static void Note(NumberClass field, ulong number, int bits, FieldValues values)
    {
        if (field.UpdatesClock) values.Stamp(number, bits);
        foreach (var role in field.OwnRoles) values.Set(role, number);
    }

    private static void Keep(StructureMember member, ulong? number, FieldValues values)
    {
        Keep(member.Slot, number, values);
        if (member.OtherSlots is not { } others) return;
        foreach (var slot in others) Keep(slot, number, values);
    }

    private static void Keep(int slot, ulong? number, FieldValues values)
    {
        if (number is { } known) values.Slots.Set(slot, known);
        else values.Slots.Forget(slot);
    }

    // Both formats: bytes are filled from the other end in the other byte order, so the bits of one byte belong to fields of one order.
    private static void KeepOrder(bool bigEndian, long at, FieldValues values)
    {
        if (at % 8 != 0 && values.BigEndian is { } last && last != bigEndian)
            throw new DamagedPacketException(at, $"a {(bigEndian ? "big" : "little")}-endian field that begins inside a byte of {(last ? "big" : "little")}-endian ones");
        values.BigEndian = bigEndian;
    }

    private static void Elements(FieldClass element, ulong count, ref BitCursor cursor, FieldValues values)
    {
        if (count == 0 || element.FixedSize == 0) return;
        if (ElementStride.Of(element) is { } stride && element.FixedSize is { } size && IsValueless(element, out var bigEndian))
        {
            if (bigEndian is { } order) KeepOrder(order, cursor.At, values);
            if (size > cursor.Left || count - 1 > (ulong)((cursor.Left - size) / stride))
                throw new DamagedPacketException(cursor.At, $"{count} elements of {size} bits, but the packet's content ends after {cursor.Left} bits");
            cursor.Skip(stride * (long)(count - 1) + size);
            return;
        }

        var least = element.MinimumSize;
        if (least > 0 && count > (ulong)(cursor.Left / least)) throw new DamagedPacketException(cursor.At, $"{count} elements of at least {least} bits, but the packet's content ends after {cursor.Left} bits");
        for (ulong i = 0; i < count; i++)
        {
            var before = cursor.At;
            Walk(element, ref cursor, values);
            if (cursor.At == before) values.SpendOnNothing(before);
        }
    }

    private static bool IsValueless(FieldClass element, out bool? bigEndian)
    {
        (bigEndian, var valueless) = element switch
        {
            IntegerClass { UpdatesClock: false, OwnRoles.Length: 0 } integer => (integer.BigEndian, true),
            BitArrayClass bits => (bits.BigEndian, true),
            FloatClass => ((bool?)null, true),
            _ => (null, false),
        };
        return valueless;
    }

    private static void Text(StructureMember member, ref BitCursor cursor, FieldValues values)
    {
        cursor.Align(member.Class.Alignment);
        var start = (int)(cursor.At / 8);
        if (member.Class is StringClass)
        {
            values.SetText(member.Role, start, cursor.Text().Length);
        }
        else
        {
            Walk(member.Class, ref cursor, values);
            values.SetText(member.Role, start, (int)(cursor.At / 8) - start);
        }
    }
}
