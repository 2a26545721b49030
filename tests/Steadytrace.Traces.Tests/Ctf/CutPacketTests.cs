namespace Steadytrace.Traces.Tests.Ctf;

public sealed class CutPacketTests
{
    private const string Metadata = """
        typealias integer { size = 8; } := u8; typealias integer { size = 32; } := u32; typealias integer { size = 64; } := u64;
        trace { major = 1; minor = 8; byte_order = le; };
        stream {
          packet.context := struct { u32 packet_size; u32 content_size; u32 events_discarded; u32 packet_seq_num; };
          event.header := struct { u8 id; };
        };
        event { name = number; id = 1; fields := struct { u32 x; }; };
        event { name = text; id = 2; fields := struct { string s; }; };
        """;

    // Behind a whole packet of 21 bytes a second one: 16 bytes of context, then events of 5, 4 and 5 bytes.
    [Theory]
    [InlineData(16, 0)]
    [InlineData(20, 0)]
    [InlineData(21, 1)]
    [InlineData(24, 1)]
    [InlineData(25, 2)]
    [InlineData(29, 2)]
    [InlineData(30, 3)]
    [InlineData(60, 3)]
    public void Of_a_packet_cut_by_the_files_end_the_whole_events_are_counted_and_the_cut_is_told(int bytes, int events)
    {
        byte[] second = [.. Packet(1000, 240, 5, 8), .. Number(1), .. Text("ab"), .. Number(2), .. new byte[95]];
        using var trace = new SmallTrace(Metadata, ("stream", [.. Whole(2, 7, Number(1)), .. second[..bytes]]));

        var report = trace.Count();

        Assert.Equal(1 + events, report.Tally.Events);
        var fault = Assert.Single(report.Faults);
        Assert.Equal((1L, 21L), (fault.Packet, fault.ByteOffset));
        Assert.Contains($"only {bytes} are left in the file; its whole events are counted", fault.Reason);
    }

    [Fact]
    public void A_cut_packet_leaves_its_streams_tail_at_the_packet_before_so_that_no_loss_is_told_twice_or_never()
    {
        byte[] cut = [.. Packet(8000, 8000, 9, 8), .. Number(1)];
        using var chunk = new SmallTrace(Metadata, ("stream", [.. Whole(2, 7, Number(1)), .. cut]));
        using var next = new SmallTrace(Metadata, ("stream", Whole(12, 9, Number(1))));

        var tails = StreamTails.Read(chunk.Path);
        var (first, second) = (chunk.Count(), next.Count(new CountOptions { Before = tails }));

        Assert.Equal([new StreamTail("stream", 2, 7)], tails);
        Assert.Equal((2L, 0L), (first.Tally.Events, first.Tally.Lost));
        Assert.Equal((1L, 10L), (second.Tally.Events, second.Tally.Lost));
        Assert.Equal(1, second.Tally.Total().LostPackets);
    }

    [Fact]
    public void A_packet_that_tells_of_no_loss_between_others_that_count_on_tells_nothing()
    {
        using var trace = new SmallTrace(Metadata, ("stream", [.. Whole(0, 8, Number(1)), .. Whole(7, 9, Number(1)), .. Whole(0, 10, Number(1)), .. Whole(12, 11, Number(1))]));

        Assert.Equal(10, trace.Count(new CountOptions { Before = [new StreamTail("stream", 2, 7)] }).Tally.Lost);
    }

    [Fact]
    public void A_file_that_begins_with_a_packet_larger_than_itself_is_refused()
    {
        using var trace = new SmallTrace(Metadata, ("stream", [.. Packet(8000, 168, 0, 0), .. Number(1)]));

        var report = trace.Count();

        Assert.Equal(0, report.Tally.Events);
        Assert.Contains("only 21 are left", Assert.Single(report.Faults).Reason);
        Assert.Empty(StreamTails.Read(trace.Path));
    }

    [Fact]
    public void A_second_packet_that_claims_more_than_any_file_holds_is_cut_where_the_file_ends()
    {
        const string Wide = "typealias integer { size = 64; } := u64; trace { major = 1; minor = 8; byte_order = le; }; stream { packet.context := struct { u64 packet_size; u64 content_size; }; }; event { name = e; fields := struct { u64 x; }; };";
        foreach (var size in (ulong[])[ulong.MaxValue & ~7UL, 1UL << 63, 1UL << 40])
        {
            using var trace = new SmallTrace(Wide, ("stream", SmallTrace.Bytes(192UL, 192UL, 1UL, size, size, 2UL, 3UL, 4)));

            var report = trace.Count(new CountOptions { Threads = 2 });

            Assert.Equal(3, report.Tally.Events);
            Assert.Contains("only 33 are left", Assert.Single(report.Faults).Reason);
        }
    }

    private static byte[] Packet(uint bits, uint content, uint discarded, uint sequence) => SmallTrace.Bytes(bits, content, discarded, sequence);

    private static byte[] Whole(uint discarded, uint sequence, byte[] content) =>
        [.. Packet((uint)(16 + content.Length) * 8, (uint)(16 + content.Length) * 8, discarded, sequence), .. content];

    private static byte[] Number(uint value) => SmallTrace.Bytes(1, value);

    private static byte[] Text(string text) => SmallTrace.Bytes(2, text);
}
