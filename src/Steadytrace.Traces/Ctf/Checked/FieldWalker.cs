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
            cursor.Align(member.Class.Alignment);
            if (member.Class is IntegerClass integer)
            {
                var number = Integer(integer, ref cursor, values);
                if (member.Slot >= 0) values.Slots[member.Slot] = number;
                if (member.Role != FieldRole.None) values.Set(member.Role, number);
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

    private static void Walk(FieldClass field, ref BitCursor cursor, FieldValues values)
    {
        cursor.Align(field.Alignment);
        switch (field)
        {
            case IntegerClass integer:
                Integer(integer, ref cursor, values);
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
                Elements(sequence.Element, values.Slots[sequence.LengthSlot], ref cursor, values);
                break;
            case VariantClass variant:
                var tag = values.Slots[variant.TagSlot];
                var chosen = variant.Choose(tag) ?? throw new DamagedPacketException(cursor.At, $"a variant whose tag {(variant.TagSigned ? ((long)tag).ToString() : tag.ToString())} chooses no field");
                Walk(chosen, ref cursor, values);
                break;
            default:
                cursor.Skip(field.MinimumSize);
                break;
        }
    }

    private static ulong Integer(IntegerClass integer, ref BitCursor cursor, FieldValues values)
    {
        var number = cursor.Integer(integer.Size, integer.BigEndian, integer.Signed);
        if (integer.UpdatesClock) values.Stamp(number, integer.Size);
        return number;
    }

    private static void Elements(FieldClass element, ulong count, ref BitCursor cursor, FieldValues values)
    {
        if (count == 0 || element.FixedSize == 0) return;
        if (ElementStride.Of(element) is { } stride && element.FixedSize is { } size && element is IntegerClass { UpdatesClock: false } or FloatClass)
        {
            if ((UInt128)(ulong)stride * (count - 1) + (ulong)size > (ulong)cursor.Left)
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

    private static void Text(StructureMember member, ref BitCursor cursor, FieldValues values)
    {
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
