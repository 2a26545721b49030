using static Steadytrace.Traces.Tests.Ctf.Json.JsonTrace;

namespace Steadytrace.Traces.Tests.Ctf.Json;

/// <summary>What the plan reads of CTF 2 by itself, and what it leaves to the checked reader.</summary>
public sealed class PlanCoverageTests
{
    public static TheoryData<string, string[], byte[]> Covered() => new()
    {
        { "bits without value", [Member("a", """{"type":"fixed-length-bit-array","length":100,"byte-order":"big-endian"}"""), Member("f", """{"type":"fixed-length-floating-point-number","length":128,"byte-order":"big-endian","alignment":8}""")], new byte[13 + 16] },
        { "strings and BLOBs of static length", [Member("t", StaticText(5)), Member("b", """{"type":"static-length-blob","length":7}"""), Member("w", """{"type":"static-length-string","length":6,"encoding":"utf-16le"}""")], new byte[18] },
        { "strings and BLOBs of dynamic length", [Member("n", U8), Member("t", DynamicText(At("n"))), Member("b", Blob(At("n"))), Member("z", U8)], [2, 1, 2, 3, 4, 5] },
        { "an optional field", [Member("b", Bool), Member("o", Optional(At("b"), Text)), Member("z", U8)], [1, .. "ab\0"u8, 5] },
        { "an optional field that is not there", [Member("b", Bool), Member("o", Optional(At("b"), Text)), Member("z", U8)], [0, 5] },
        { "an optional field by ranges that overlap", [Member("k", U8), Member("o", Optional(At("k"), Text, "[[4,9],[2,6],[200,255]]")), Member("z", U8)], [3, .. "ab\0"u8, 5, 10, 5, 255, 0, 5, 0, 1] },
        { "an optional field by a signed selector", [Member("k", """{"type":"fixed-length-signed-integer","length":8,"byte-order":"little-endian"}"""), Member("o", Optional(At("k"), U8, "[[-3,-1]]"))], [0xFE, 1, 0, 5, 0x80, 0xFF, 9] },
        { "a variant", [Member("k", U8), Member("v", Variant(At("k"), ("[[0,3],[9,9]]", Text), ("[[4,8]]", Uint(32))))], [9, .. "x\0"u8, 4, 1, 2, 3, 4] },
    };

    [Theory]
    [MemberData(nameof(Covered))]
    public void The_plan_reads_it(string what, string[] members, byte[] bytes)
    {
        using var trace = new SmallTrace(OfPayload(members), ("stream", [.. bytes, .. bytes]));

        var report = trace.Count();

        Assert.Empty(report.Faults);
        Assert.True(report.Notes.Count == 0, $"{what}: {string.Join("; ", report.Notes)}");
    }

    [Theory]
    [InlineData("variable length", Leb)]
    [InlineData("wide characters", """{"type":"null-terminated-string","encoding":"utf-16be"}""")]
    public void The_plan_leaves_it_and_says_so(string reason, string field)
    {
        using var trace = new SmallTrace(OfPayload(Member("x", field)), ("stream", [0, 0]));

        Assert.Contains(reason, Assert.Single(trace.Count().Notes));
    }

    // Random bytes behind metadata with every kind of choice: what one reader finds damaged the other does too, at the same byte.
    [Fact]
    public void Both_readers_agree_on_any_content()
    {
        var metadata = Metadata(
            StreamOf(packet: Struct(Member("s", Uint(8, "packet-total-length")), Member("b", Bool), Member("n", Optional(At("b"), U8))), header: Struct(Member("id", Uint(8, "event-record-class-id")))),
            Event("a", 0, Struct(Member("k", U8), Member("v", Variant(At("k"), ("[[0,0]]", Struct(Member("n", U8))), ("[[1,1]]", Struct(Member("n", Uint(16)))))), Member("t", DynamicText(At("v/n"))))),
            Event("b", 1, Struct(Member("t", DynamicText(At("n", "packet-context"))))),
            Event("c", 2, Struct(Member("k", U8), Member("o", Optional(At("k"), Struct(Member("n", Leb), Member("t", Blob(At("n")))), "[[0,1]]")))),
            Event("d", 3, Struct(Member("n", Uint(3)), Member("m", Uint(5)), Member("a", DynamicArray(At("n"), Optional(At("m"), U8, "[[1,31]]"))))));
        var random = new Random(5);
        for (var round = 0; round < 150; round++)
        {
            var bytes = new byte[random.Next(8, 200)];
            for (var i = 0; i < bytes.Length; i++) bytes[i] = (byte)(random.Next(6) == 0 ? random.Next(256) : random.Next(4));
            for (var i = 0; i < bytes.Length; i += 16) bytes[i] = 128;
            using var trace = new SmallTrace(metadata, ("stream", bytes));

            trace.Count();
        }
    }
}
