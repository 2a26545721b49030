using Steadytrace.Traces.Ctf.JsonMetadata;
using Steadytrace.Traces.Ctf.Metadata;
using static Steadytrace.Traces.Tests.Ctf.Json.JsonTrace;

namespace Steadytrace.Traces.Tests.Ctf.Json;

public sealed class LocationTests
{
    private const string Payload = "event-record-payload";

    [Fact]
    public void Lengths_are_found_in_every_scope()
    {
        var metadata = Metadata(
            Trace(Struct(Member("h", U8))),
            StreamOf(packet: Struct(Member("p", U8)), header: Struct(Member("e", U8)), common: Struct(Member("c", U8))),
            Event("all", context: Struct(Member("s", U8)), payload: Struct(
                Member("a", DynamicText(At("h", "packet-header"))), Member("b", Blob(At("p", "packet-context"))), Member("d", DynamicText(At("e", "event-record-header"))),
                Member("f", Blob(At("c", "event-record-common-context"))), Member("g", DynamicArray(At("s", "event-record-specific-context"), U8)), Member("n", U8), Member("i", Blob(At("n", Payload))))));
        using var trace = new SmallTrace(metadata, ("stream", SmallTrace.Bytes(1, 2, 1, 2, 3, new byte[1 + 2 + 1 + 2 + 3], 4, new byte[4], 0, 0, 0, new byte[3], 0)));

        var report = trace.Count();

        Assert.Empty(report.Faults);
        Assert.Equal(2, report.Tally.Events);
    }

    public static TheoryData<string, string[], byte[]> Found() => new()
    {
        { "beside", [Member("s", Struct(Member("n", U8), Member("t", DynamicText(At("n")))))], [2, 1, 2] },
        { "one structure up", [Member("n", U8), Member("s", Struct(Member("t", DynamicText(At("^/n")))))], [2, 1, 2] },
        { "two up, one down", [Member("d", Struct(Member("n", U8))), Member("s", Struct(Member("u", Struct(Member("t", DynamicText(At("^/^/d/n")))))))], [2, 1, 2] },
        { "the nearer of two names", [Member("n", U8), Member("s", Struct(Member("n", U8), Member("t", DynamicText(At("n")))))], [9, 2, 1, 2] },
        { "out of an array's element", [Member("n", U8), Member("a", Array(2, Struct(Member("t", DynamicText(At("^/n"))))))], [1, 1, 2] },
        { "down into the element being read", [Member("a", Array(2, Struct(Member("n", U8), Member("t", DynamicText(At("a/n", Payload))))))], [1, 1, 2, 1, 2] },
        { "down into the option being read", [Member("k", U8), Member("v", Variant(At("k"), ("[[0,0]]", U8), ("[[1,1]]", Struct(Member("n", U8), Member("t", DynamicText(At("v/n", Payload)))))))], [1, 2, 1, 2] },
        { "in the options of a variant, of different sizes", [Member("k", U8), Member("n", Variant(At("k"), ("[[0,0]]", Uint(8)), ("[[1,1]]", Uint(16)), ("[[2,2]]", Leb))), Member("t", DynamicText(At("n")))], [1, 2, 0, 1, 2] },
        { "in the structures of a variant's options", [Member("k", U8), Member("v", Variant(At("k"), ("[[0,0]]", Struct(Member("x", U8), Member("n", U8))), ("[[1,1]]", Struct(Member("n", Leb))))), Member("t", DynamicText(At("v/n")))], [0, 9, 1, 1] },
        { "in an optional structure", [Member("b", Bool), Member("o", Optional(At("b"), Struct(Member("n", U8)))), Member("t", DynamicText(At("o/n")))], [1, 2, 1, 2] },
        { "one option's field, asked for in it and behind it", [Member("k", U8), Member("v", Variant(At("k"), ("[[0,0]]", Struct(Member("n", U8), Member("t", DynamicText(At("n"))))), ("[[1,1]]", Struct(Member("n", U8))))), Member("u", DynamicText(At("v/n")))], [0, 1, 1, 1] },
    };

    [Theory]
    [MemberData(nameof(Found))]
    public void A_length_is_found(string where, string[] members, byte[] bytes)
    {
        using var trace = new SmallTrace(OfPayload(members), ("stream", [.. bytes, .. bytes]));

        var report = trace.Count();

        Assert.True(report.Faults.Count == 0, where);
        Assert.Equal(2, report.Tally.Events);
    }

    // The first event leaves a length behind; the second has none.
    [Fact]
    public void A_length_in_an_option_that_is_not_chosen_is_not_the_one_of_the_event_before()
    {
        using var trace = new SmallTrace(
            OfPayload(Member("k", U8), Member("v", Variant(At("k"), ("[[0,0]]", Struct(Member("n", U8))), ("[[1,1]]", Struct(Member("m", U8))))), Member("t", DynamicText(At("v/n")))),
            ("stream", [0, 1, 65, 1, 1, 65]));

        var report = trace.Count();

        Assert.Equal(1, report.Tally.Events);
        Assert.Contains("not in this event", Assert.Single(report.Faults).Reason);
    }

    [Fact]
    public void A_length_in_an_optional_field_that_is_not_there_is_not_the_one_of_the_event_before()
    {
        using var trace = new SmallTrace(OfPayload(Member("b", Bool), Member("n", Optional(At("b"), U8)), Member("t", DynamicText(At("n")))), ("stream", [1, 1, 65, 0, 65]));

        var report = trace.Count();

        Assert.Equal(1, report.Tally.Events);
        Assert.Equal(4, Assert.Single(report.Faults).ByteOffset);
    }

    [Theory]
    [InlineData("packet-header")]
    [InlineData("packet-context")]
    public void A_length_that_is_not_in_the_packet_is_not_the_one_of_the_packet_before(string scope)
    {
        var (size, length) = (Member("size", Uint(8, "packet-total-length")), (string[])[Member("b", Bool), Member("n", Optional(At("b"), U8))]);
        var inHeader = scope == "packet-header";
        var metadata = Metadata(
            Trace(inHeader ? Struct(length) : null), StreamOf(packet: inHeader ? Struct(size) : Struct([.. length, size])),
            Event("e", payload: Struct(Member("x", U8), Member("t", DynamicText(At("n", scope))))));
        using var trace = new SmallTrace(metadata, ("stream", [1, 1, 40, 9, 65, 0, 32, 9, 65]));

        var report = trace.Count();

        Assert.Equal(1, report.Tally.Events);
        Assert.Equal(1, Assert.Single(report.Faults).Packet);
    }

    public static TheoryData<string, string[]> Lost() => new()
    {
        { "not a field before this one", [Member("t", DynamicText(At("n"))), Member("n", U8)] },
        { "not a field before this one", [Member("a", DynamicArray(At("a"), U8))] },
        { "not a field before this one", [Member("a", Array(2, Struct(Member("t", DynamicText(At("a/n", Payload))), Member("n", U8))))] },
        { "is no structure", [Member("a", Array(2, Struct(Member("n", U8)))), Member("t", DynamicText(At("a/n")))] },
        { "is no structure", [Member("n", U8), Member("t", DynamicText(At("n/m")))] },
        { "beyond the outermost", [Member("n", U8), Member("t", DynamicText(At("^/n")))] },
        { "must end in a name", [Member("n", U8), Member("t", DynamicText(At("n/^")))] },
        { "must end in a name", [Member("n", U8), Member("t", DynamicText("""{"path":[]}"""))] },
        { "not read before", [Member("t", DynamicText(At("n", "event-record-specific-context")))] },
        { "no unsigned integer", [Member("n", SignedLeb), Member("t", DynamicText(At("n")))] },
        { "no unsigned integer", [Member("n", Bool), Member("t", DynamicText(At("n")))] },
        { "neither an integer", [Member("n", Text), Member("t", DynamicText(At("n")))] },
        { "different kinds", [Member("k", U8), Member("n", Variant(At("k"), ("[[0,0]]", U8), ("[[1,1]]", SignedLeb))), Member("t", DynamicText(At("n")))] },
        { "is a boolean", [Member("n", Bool), Member("v", Variant(At("n"), ("[[0,0]]", U8)))] },
        { "without selector-field-ranges", [Member("n", U8), Member("o", Optional(At("n"), U8))] },
        { "meets one of another", [Member("n", U8), Member("v", Variant(At("n"), ("[[0,5]]", U8), ("[[3,3]]", U8)))] },
        { "meets one of another", [Member("n", U8), Member("v", Variant(At("n"), ("[[0,9],[2,3]]", U8), ("[[7,8]]", U8)))] },
        { "unsigned selector", [Member("n", U8), Member("o", Optional(At("n"), U8, "[[-1,1]]"))] },
        { "a signed selector", [Member("n", SignedLeb), Member("o", Optional(At("n"), U8, "[[0,9223372036854775808]]"))] },
        { "no origin", [Member("n", U8), Member("t", DynamicText(At("n", "nowhere")))] },
    };

    [Theory]
    [MemberData(nameof(Lost))]
    public void A_length_or_selector_that_cannot_be_is_refused(string reason, string[] members) =>
        Assert.Contains(reason, Assert.Throws<MetadataException>(() => JsonLayoutBuilder.Build(Bytes(OfPayload(members)))).Message);
}
