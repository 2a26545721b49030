using static Steadytrace.Traces.Tests.Ctf.Json.JsonTrace;

namespace Steadytrace.Traces.Tests.Ctf.Json;

/// <summary>Field classes that the conformance traces leave out: an event of each must take exactly the bytes that it is given.</summary>
public sealed class FieldClassTests
{
    public static TheoryData<string, string[], byte[]> Events() => new()
    {
        { "a bit map", [Member("m", """{"type":"fixed-length-bit-map","length":12,"byte-order":"big-endian","flags":{"a":[[0,3]]}}"""), Member("n", U8)], [1, 2, 3] },
        { "a bit array of more than 64 bits", [Member("a", """{"type":"fixed-length-bit-array","length":100,"byte-order":"big-endian"}"""), Member("n", U8)], new byte[14] },
        { "a long floating-point number", [Member("f", """{"type":"fixed-length-floating-point-number","length":160,"byte-order":"big-endian","alignment":32}""")], new byte[20] },
        { "a static BLOB", [Member("b", """{"type":"static-length-blob","length":5,"media-type":"image/png"}""")], new byte[5] },
        { "a static array in an array, aligned", [Member("x", U8), Member("a", """{"type":"static-length-array","length":2,"minimum-alignment":32,"element-field-class":{"type":"structure","minimum-alignment":16,"member-classes":[{"name":"b","field-class":{"type":"fixed-length-unsigned-integer","length":8,"byte-order":"little-endian"}}]}}"""), Member("z", U8)], new byte[8] },
        { "a dynamic BLOB with a length of variable size", [Member("n", Leb), Member("b", Blob(At("n")))], [0x81, 0x01, .. new byte[129]] },
        { "an array of integers of variable size", [Member("n", U8), Member("a", DynamicArray(At("n"), SignedLeb))], [3, 0x80, 0x01, 0x7F, 0xFF, 0xFF, 0x00] },
        { "an optional field by a boolean of bits", [Member("b", """{"type":"fixed-length-boolean","length":16,"byte-order":"little-endian"}"""), Member("o", Optional(At("b"), Text))], [0, 4, .. "abc\0"u8] },
        { "an optional field that is not there", [Member("x", U8), Member("n", U8), Member("o", Optional(At("n"), Text, "[[1,5],[9,255]]"))], [1, 7] },
        { "an optional field by a signed selector", [Member("n", SignedLeb), Member("o", Optional(At("n"), U8, "[[-3,-2]]"))], [0x7D, 1] },
        { "a variant by a signed selector, options apart", [Member("n", SignedLeb), Member("v", Variant(At("n"), ("[[-9223372036854775808,-5],[4,4]]", Text), ("[[0,3]]", U8)))], [0x7A, .. "xy\0"u8] },
        { "a variant inside an optional field, of one selector", [Member("n", U8), Member("o", Optional(At("n"), Variant(At("n"), ("[[1,1]]", Text), ("[[2,2]]", Leb)), "[[1,255]]"))], [2, 0x80, 0x00] },
        { "an integer read backwards", [Member("n", """{"type":"fixed-length-unsigned-integer","length":8,"byte-order":"little-endian","bit-order":"last-to-first"}"""), Member("t", DynamicText(At("n")))], [0b1100_0000, 1, 2, 3] },
        { "an integer of 5 bits read backwards", [Member("n", """{"type":"fixed-length-unsigned-integer","length":5,"byte-order":"big-endian","bit-order":"first-to-last"}"""), Member("t", DynamicText(At("n")))], [0b11000_000, 1, 2, 3] },
        { "bits of both orders, in bytes of their own", [Member("a", """{"type":"fixed-length-unsigned-integer","length":3,"byte-order":"big-endian"}"""), Member("b", """{"type":"fixed-length-unsigned-integer","length":8,"byte-order":"little-endian","alignment":8}""")], [1, 2] },
        { "a text of UTF-16 that has zero bytes", [Member("t", """{"type":"null-terminated-string","encoding":"utf-16le"}""")], [0x41, 0, 0, 0x41, 0, 0] },
        { "a text of UTF-32", [Member("t", """{"type":"null-terminated-string","encoding":"utf-32be"}""")], [0, 0, 0, 65, 0, 0, 0, 0] },
        { "lengths in the elements of an array", [Member("n", U8), Member("a", DynamicArray(At("n"), Struct(Member("l", U8), Member("t", DynamicText(At("l"))))))], [2, 1, 65, 3, 65, 66, 67] },
    };

    [Theory]
    [MemberData(nameof(Events))]
    public void An_event_takes_the_bytes_that_its_field_classes_say(string what, string[] members, byte[] bytes)
    {
        using var twice = new SmallTrace(OfPayload(members), ("stream", [.. bytes, .. bytes]));
        using var cut = new SmallTrace(OfPayload(members), ("stream", bytes[..^1]));

        var (whole, damaged) = (twice.Count(), cut.Count());

        Assert.Empty(whole.Faults);
        Assert.Equal(2, whole.Tally.Events);
        Assert.Equal(0, damaged.Tally.Events);
        Assert.True(damaged.Faults.Count == 1, what);
    }

    [Theory]
    [InlineData(new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01 }, true)]
    [InlineData(new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x02 }, false)]
    [InlineData(new byte[] { 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00 }, false)]
    public void An_integer_of_variable_length_has_at_most_64_bits(byte[] bytes, bool isRead)
    {
        using var trace = new SmallTrace(OfPayload(Member("n", Leb)), ("stream", bytes));

        var report = trace.Count();

        Assert.Equal(isRead, report.Faults.Count == 0);
        Assert.Equal(isRead ? 1 : 0, report.Tally.Events);
    }

    [Fact]
    public void Bits_of_both_byte_orders_in_one_byte_are_refused_by_both_readers()
    {
        const string Bits = """{"type":"fixed-length-unsigned-integer","length":4,"byte-order":"ORDER"}""";
        using var mixed = new SmallTrace(OfPayload(Member("a", Bits.Replace("ORDER", "little-endian")), Member("b", Bits.Replace("ORDER", "big-endian"))), ("stream", new byte[4]));
        using var inArray = new SmallTrace(OfPayload(Member("a", Array(2, Struct(Member("a", Bits.Replace("ORDER", "little-endian")), Member("b", Bits.Replace("ORDER", "big-endian")))))), ("stream", new byte[4]));

        foreach (var trace in (SmallTrace[])[mixed, inArray])
        {
            var report = trace.Count();

            Assert.Equal(0, report.Tally.Events);
            Assert.Contains("byte", Assert.Single(report.Faults).Reason);
        }
    }
}
