using Steadytrace.Traces.Ctf.Layout;

namespace Steadytrace.Traces.Ctf.Plan;

/// <summary>The byte orders of the bits of a field, all that lies in it included.</summary>
/// <param name="Little">Some are little-endian.</param>
/// <param name="Big">Some are big-endian.</param>
/// <param name="Whole">All of them begin and end at whole bytes.</param>
internal readonly record struct ByteOrders(bool Little, bool Big, bool Whole)
{
    public static ByteOrders In(FieldClass field) => field switch
    {
        IntegerClass integer => Of(integer.BigEndian, integer),
        BitArrayClass bits => Of(bits.BigEndian, bits),
        ArrayClass array => In(array.Element),
        StructureClass structure => structure.Members.Select(member => In(member.Class)).Aggregate(new ByteOrders(false, false, true), Join),
        _ => new ByteOrders(false, false, field.Alignment % 8 == 0 && field.FixedSize % 8 == 0),
    };

    private static ByteOrders Of(bool bigEndian, FieldClass field) => new(!bigEndian, bigEndian, field.Alignment % 8 == 0 && field.FixedSize % 8 == 0);

    private static ByteOrders Join(ByteOrders a, ByteOrders b) => new(a.Little || b.Little, a.Big || b.Big, a.Whole && b.Whole);
}
