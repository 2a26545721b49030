using Steadytrace.Testing;

namespace Steadytrace.Traces.Tests;

public sealed class StreamTailsTests
{
    [SharedTraceFact]
    public void The_tail_is_the_last_packet_with_an_index_and_without()
    {
        var trace = SharedTraces.Path("ust-lost");
        using var copy = new TemporaryFolder();
        foreach (var file in Directory.GetFiles(trace)) File.Copy(file, copy[Path.GetFileName(file)]);

        var tails = StreamTails.Read(trace);

        Assert.Equal(tails, StreamTails.Read(copy.Path));
        Assert.Equal(967_700UL, tails.Aggregate(0UL, (sum, tail) => sum + tail.EventsDiscarded));
        Assert.Equal(["channel1_0", "channel1_1", "channel1_2", "channel1_3"], tails.Select(tail => tail.Stream));
    }

    [SharedTraceFact]
    public void An_index_that_lies_is_not_believed()
    {
        using var copy = new TemporaryFolder();
        var trace = SharedTraces.Path("kernel-and-ust-lost/kernel");
        Directory.CreateDirectory(copy["index"]);
        foreach (var file in Directory.GetFiles(trace)) File.Copy(file, copy[Path.GetFileName(file)]);
        var index = File.ReadAllBytes(Path.Combine(trace, "index", "kernel_channel_0.idx"));
        index[index.Length - 72 + 6] ^= 0x10;
        File.WriteAllBytes(copy["index/kernel_channel_0.idx"], index);

        Assert.Equal(StreamTails.Read(trace), StreamTails.Read(copy.Path));
    }

    [SharedTraceFact]
    public void Loss_before_the_first_packet_is_told_by_the_tail_of_the_chunk_before()
    {
        var trace = SharedTraces.Path("kernel-and-ust-lost/kernel");
        var alone = TraceCounter.Count(trace, new CountOptions()).Tally.Lost;
        StreamTail[] before = [.. StreamTails.Read(trace).Select(tail => tail with { EventsDiscarded = 0, PacketSequence = null })];

        Assert.Equal(728, alone);
        Assert.Equal(728, TraceCounter.Count(trace, new CountOptions { Before = before }).Tally.Lost);
        before[0] = before[0] with { EventsDiscarded = unchecked(0UL - 5) };
        Assert.Equal(733, TraceCounter.Count(trace, new CountOptions { Before = before }).Tally.Lost);
    }

    [SharedTraceFact]
    public void A_stream_of_several_files_stood_where_its_latest_one_ended()
    {
        var trace = SharedTraces.Path("kernel-rotated-files/kernel");
        var first = StreamTails.Read(trace).First(tail => tail.Stream == "mychan_0_0");
        StreamTail[] before = [first with { PacketSequence = 3, EventsDiscarded = 0 }, first with { Stream = "mychan_0_1", PacketSequence = 4, EventsDiscarded = unchecked(0UL - 9) }];

        Assert.Equal(9, TraceCounter.Count(trace, new CountOptions { Before = before }).Tally.Lost);
    }

    [Fact]
    public void A_directory_without_trace_is_refused()
    {
        using var folder = new TemporaryFolder();

        var error = Assert.Throws<TraceException>(() => StreamTails.Read(folder.Path));

        Assert.Contains("no trace", error.Message);
    }
}
