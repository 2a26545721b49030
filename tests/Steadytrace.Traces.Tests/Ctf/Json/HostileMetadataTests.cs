using System.Text;
using Steadytrace.Traces.Ctf.JsonMetadata;
using Steadytrace.Traces.Ctf.Metadata;
using static Steadytrace.Traces.Tests.Ctf.Json.JsonTrace;

namespace Steadytrace.Traces.Tests.Ctf.Json;

/// <summary>Metadata of a few lines, or of many, that would take a careless reader's memory or time.</summary>
public sealed class HostileMetadataTests
{
    [Fact]
    public void Values_nested_without_measure_are_refused() =>
        Refused("depth", "\u001e" + new string('[', 1_000_000));

    [Fact]
    public void A_fragment_of_too_many_values_is_refused() =>
        Refused("values", $"\u001e[{string.Join(',', Enumerable.Repeat("1", JsonTree.MaximumValues + 1))}]");

    [Fact]
    public void Aliases_that_unfold_to_billions_of_fields_are_refused()
    {
        var fragments = new List<string> { Alias("a0", U8) };
        for (var i = 1; i < 60; i++) fragments.Add(Alias($"a{i}", Struct(Member("l", $"\"a{i - 1}\""), Member("r", $"\"a{i - 1}\""))));

        Refused("more than", Metadata([.. fragments, StreamOf(common: "\"a59\"")]));
    }

    [Fact]
    public void Aliases_that_nest_without_measure_are_refused()
    {
        var fragments = new List<string> { Alias("a0", U8) };
        for (var i = 1; i < 20_000; i++) fragments.Add(Alias($"a{i}", Struct(Member("x", $"\"a{i - 1}\""))));

        Refused("nested", Metadata([.. fragments, StreamOf(common: "\"a19999\"")]));
    }

    [Fact]
    public void More_selector_ranges_than_a_reader_can_go_through_are_refused()
    {
        var ranges = $"[{string.Join(',', Enumerable.Range(0, 5_000).Select(i => $"[{i},{i}]"))}]";

        Refused("ranges", OfPayload(Member("n", Uint(64)), Member("v", Variant(At("n"), (ranges, U8)))));
        Refused("ranges", OfPayload(Member("n", Uint(64)), Member("v", Optional(At("n"), U8, ranges))));
    }

    [Fact]
    public void More_lengths_than_a_packet_can_keep_are_refused()
    {
        string Texts(int count) => Struct([.. Enumerable.Range(0, count).SelectMany(i => (string[])[Member($"n{i}", Uint(8)), Member($"t{i}", DynamicText(At($"n{i}")))])]);

        JsonLayoutBuilder.Build(Bytes(Metadata(Trace(Texts(16)), StreamOf(packet: Texts(48)), StreamOf(packet: Texts(48), id: 1), Event("e", payload: Texts(500)))));
        Refused("lengths and selectors", Metadata(Trace(Texts(17))));
        Refused("lengths and selectors", Metadata(StreamOf(packet: Texts(49))));
    }

    // Each of 20,000 locations leads through a variant of 2,000 structures.
    [Fact]
    public void Locations_that_lead_through_ever_more_options_are_refused()
    {
        var options = Enumerable.Range(0, 2_000).Select(i => ($"[[{i},{i}]]", Struct(Member("n", U8)))).ToArray();
        var texts = Enumerable.Range(0, 20_000).Select(i => Member($"t{i}", DynamicText(At("v/n"))));

        Refused("more than", OfPayload([Member("k", Uint(64)), Member("v", Variant(At("k"), options)), .. texts]));
    }

    [Fact]
    public void Elements_that_take_no_room_do_not_hold_a_reader_up()
    {
        using var trace = new SmallTrace(OfPayload(Member("b", Bool), Member("n", Uint(64)), Member("a", DynamicArray(At("n"), Optional(At("^/b"), U8).Replace("null,", "")))), ("stream", [0, .. BitConverter.GetBytes(ulong.MaxValue), 1, 2]));

        Assert.Contains("no room", Assert.Single(trace.Count().Faults).Reason);
    }

    [Fact]
    public void Metadata_cut_anywhere_or_with_any_byte_changed_is_read_or_refused()
    {
        var sound = Encoding.UTF8.GetBytes(Metadata(Trace(Struct(Member("m", Uint(32, "packet-magic-number")), Member("i", VariableUint("data-stream-id")))), Clock,
            StreamOf("c", Struct(Member("s", Uint(16, "packet-total-length"))), Struct(Member("id", Uint(8, "event-record-class-id")), Member("t", VariableUint("default-clock-timestamp"))), Struct(Member("procname", StaticText(16)))),
            Event("e", 1, Struct(Member("k", U8), Member("v", Variant(At("k"), ("[[0,3],[9,9]]", Text), ("[[4,8]]", Struct(Member("n", Leb), Member("b", Blob(At("n"))))))), Member("o", Optional(At("v/n", "event-record-payload"), Bool, "[[1,9]]"))))));
        Assert.Single(JsonLayoutBuilder.Build(sound).Streams);
        var random = new Random(11);
        for (var round = 0; round < 4_000; round++)
        {
            var bytes = round < sound.Length ? sound[..round] : [.. sound];
            for (var change = random.Next(3); change > 0 && bytes.Length > 0; change--) bytes[random.Next(bytes.Length)] = (byte)(random.Next(3) == 0 ? random.Next(256) : "\u001e{}[]\",:019-n"[random.Next(13)]);
            try
            {
                JsonLayoutBuilder.Build(bytes);
            }
            catch (MetadataException error)
            {
                Assert.InRange(error.Offset, 0, bytes.Length);
            }
        }
    }

    private static string Alias(string name, string fieldClass) => $$"""{"type":"field-class-alias","name":"{{name}}","field-class":{{fieldClass}}}""";

    private static void Refused(string reason, string metadata) =>
        Assert.Contains(reason, Assert.Throws<MetadataException>(() => JsonLayoutBuilder.Build(Encoding.UTF8.GetBytes(metadata))).Message);
}
