using System.Text;
using Steadytrace.Traces.Ctf.JsonMetadata;
using Steadytrace.Traces.Ctf.Metadata;
using static Steadytrace.Traces.Tests.Ctf.Json.JsonTrace;

namespace Steadytrace.Traces.Tests.Ctf.Json;

public sealed class FragmentTests
{
    public static TheoryData<string, string> Refused() => new()
    {
        { "without property 'type'", "\u001e{}" },
        { "where the preamble was expected", "\u001e{\"type\":\"trace-class\"}" },
        { "second preamble", Metadata(Preamble) },
        { "CTF version 3", "\u001e{\"type\":\"preamble\",\"version\":3}" },
        { "without preamble", "\u001e" },
        { "must be an object", "\u001e[]" },
        { "16 integers", "\u001e{\"type\":\"preamble\",\"version\":2,\"uuid\":[1]}" },
        { "extension 'x' of namespace 'ns'", "\u001e{\"type\":\"preamble\",\"version\":2,\"extensions\":{\"ns\":{\"x\":null}}}" },
        { "extension 'x'", Metadata("""{"type":"data-stream-class","extensions":{"ns":{"x":1}}}""") },
        { "extension 'x'", OfPayload(Member("a", """{"type":"null-terminated-string","extensions":{"ns":{"x":1}}}""")) },
        { "extension 'x'", OfPayload("""{"name":"a","field-class":{"type":"null-terminated-string"},"extensions":{"ns":{"x":1}}}""") },
        { "'coffee', which CTF 2 does not have", Metadata("""{"type":"coffee"}""") },
        { "'coffee', which CTF 2 does not have", OfPayload(Member("a", """{"type":"coffee"}""")) },
        { "second trace class", Metadata(Trace(), Trace()) },
        { "behind a data stream class", Metadata(AnyStream, Trace()) },
        { "two data stream classes of id 0", Metadata(AnyStream, AnyStream) },
        { "two event record classes of id 3", Metadata(AnyStream, Event("a", 3), Event("b", 3)) },
        { "data stream class 0, which is not declared", Metadata(Event("a")) },
        { "two clock classes", Metadata(Clock, Clock) },
        { "'c' is not declared before", Metadata(StreamOf("c"), Clock) },
        { "frequency of 0", Metadata("""{"type":"clock-class","id":"c","frequency":0}""") },
        { "a second or more", Metadata("""{"type":"clock-class","id":"c","frequency":5,"offset-from-origin":{"cycles":5}}""") },
        { "without a default clock", Metadata(StreamOf(header: Struct(Member("t", Uint(8, "default-clock-timestamp"))))) },
        { "without a default clock", Metadata(StreamOf(packet: Struct(Member("t", Uint(8, "packet-end-default-clock-timestamp"))))) },
        { "alias 'x' is not declared before", Metadata("""{"type":"field-class-alias","name":"x","field-class":"x"}""") },
        { "two field class aliases named 'x'", Metadata($$"""{"type":"field-class-alias","name":"x","field-class":{{U8}}}""", $$"""{"type":"field-class-alias","name":"x","field-class":{{U8}}}""") },
        { "must be a structure", Metadata(StreamOf(header: U8)) },
        { "first member", Metadata(Trace(Struct(Member("x", U8), Member("m", Uint(32, "packet-magic-number"))))) },
        { "but the preamble does not", Metadata(Trace(Struct(Member("u", """{"type":"static-length-blob","length":16,"roles":["metadata-stream-uuid"]}""")))) },
        { "BLOB of 16 bytes", Metadata(Trace(Struct(Member("u", """{"type":"static-length-blob","length":15,"roles":["metadata-stream-uuid"]}""")))) },
        { "role 'cook'", OfPayload(Member("a", Uint(8, "cook"))) },
        { "signed integer with roles", OfPayload(Member("a", """{"type":"variable-length-signed-integer","roles":["packet-total-length"]}""")) },
        { "65 bits", OfPayload(Member("a", Uint(65))) },
        { "'length' of 0", OfPayload(Member("a", Uint(0))) },
        { "power of two", OfPayload(Member("a", """{"type":"fixed-length-bit-array","length":8,"byte-order":"little-endian","alignment":3}""")) },
        { "byte order 'middle'", OfPayload(Member("a", """{"type":"fixed-length-bit-array","length":8,"byte-order":"middle"}""")) },
        { "bit order 'odd'", OfPayload(Member("a", """{"type":"fixed-length-bit-array","length":8,"byte-order":"big-endian","bit-order":"odd"}""")) },
        { "of 33 bits", OfPayload(Member("a", """{"type":"fixed-length-floating-point-number","length":33,"byte-order":"big-endian"}""")) },
        { "without flags", OfPayload(Member("a", """{"type":"fixed-length-bit-map","length":8,"byte-order":"big-endian","flags":{}}""")) },
        { "ends before it begins", OfPayload(Member("a", """{"type":"variable-length-unsigned-integer","mappings":{"x":[[3,2]]}}""")) },
        { "encoding 'ebcdic'", OfPayload(Member("a", """{"type":"null-terminated-string","encoding":"ebcdic"}""")) },
        { "larger than any packet", OfPayload(Member("a", Array(int.MaxValue, Array(int.MaxValue, U8)))) },
        { "larger than any packet", OfPayload(Member("a", """{"type":"static-length-blob","length":18446744073709551615}""")) },
        { "variant without options", OfPayload(Member("n", U8), Member("a", Variant(At("n")))) },
        { "not JSON", "\u001e{\"type\":" },
        { "not JSON", "\u001e{} {}" },
        { "not JSON", "\u001e{\"type\":\"\\ud800\"}" },
        { "two properties 'type'", "\u001e{\"type\":\"preamble\",\"type\":\"preamble\"}" },
        { "must be an integer", "\u001e{\"type\":\"preamble\",\"version\":2.5}" },
        { "must be an integer", "\u001e{\"type\":\"preamble\",\"version\":1e400}" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void Metadata_that_is_not_CTF_2_is_refused_with_its_reason(string reason, string metadata) =>
        Assert.Contains(reason, Assert.Throws<MetadataException>(() => JsonLayoutBuilder.Build(Encoding.UTF8.GetBytes(metadata))).Message);

    [Fact]
    public void Attributes_unknown_properties_and_empty_extensions_are_passed_over()
    {
        const string Attributes = ""","attributes":{"lttng.org,2009":{"log-level":"debug","uuid":[1.5,true,null]}},"extensions":{"ns":{}},"colour":"blue" """;
        var metadata = Metadata($$"""{"type":"data-stream-class"{{Attributes}}}""", Event("e", payload: Struct($$"""{"name":"x","field-class":{"type":"fixed-length-unsigned-integer","length":8,"byte-order":"big-endian"{{Attributes}}}{{Attributes}}}""")));
        using var trace = new SmallTrace(metadata, ("stream", [1, 2]));

        Assert.Equal(2, trace.Count().Tally.Events);
    }

    [Fact]
    public void A_fault_names_its_place_also_in_metadata_cut_into_packets()
    {
        var text = Encoding.UTF8.GetBytes(Metadata("""{"type":"data-stream-class",""", "\"id\": -1}"));
        foreach (var header in (int[])[37, 44])
        {
            var (first, second) = (Packet(text[..60], header), Packet(text[60..], header));
            using var trace = new SmallTrace("", ("stream", [1]));
            File.WriteAllBytes(Path.Combine(trace.Path, "metadata"), [.. first, .. second]);

            var fault = Assert.Throws<TraceException>(() => TraceCounter.Count(trace.Path, new CountOptions())).Fault;

            Assert.Contains("not JSON", fault.Reason);
            Assert.Contains("line ", fault.Reason);
            Assert.InRange(fault.ByteOffset, first.Length + header, first.Length + second.Length);
        }
    }

    [Theory]
    [InlineData(37)]
    [InlineData(44)]
    [InlineData(64)]
    public void Metadata_in_packets_is_read_with_the_headers_of_both_kinds_of_tracer(int header)
    {
        var text = Encoding.UTF8.GetBytes(OfPayload(Member("x", U8)));
        using var trace = new SmallTrace("", ("stream", [1, 2]));
        File.WriteAllBytes(Path.Combine(trace.Path, "metadata"), [.. Packet(text[..50], header), .. Packet(text[50..], header)]);

        Assert.Equal(2, trace.Count().Tally.Events);
    }

    [Fact]
    public void A_trace_without_streams_is_empty()
    {
        using var trace = new SmallTrace(Metadata(Trace()));

        Assert.Equal(0, trace.Count().Tally.Events);
    }

    // Version 2.0; the longer header tells its own size (CTF2-PMETA-1.0), the short one is LTTng's.
    private static byte[] Packet(byte[] text, int header)
    {
        var packet = new byte[header + text.Length + 3];
        BitConverter.TryWriteBytes(packet.AsSpan(0), 0x75D11D57u);
        BitConverter.TryWriteBytes(packet.AsSpan(24), (uint)(header + text.Length) * 8);
        BitConverter.TryWriteBytes(packet.AsSpan(28), (uint)packet.Length * 8);
        packet[35] = 2;
        if (header >= 44) BitConverter.TryWriteBytes(packet.AsSpan(40), (uint)header * 8);
        text.CopyTo(packet, header);
        return packet;
    }
}
