using Steadytrace.Cluster.Tracing;
using Steadytrace.Recording;
using Steadytrace.Recording.Spool;

namespace Steadytrace.Cluster.Tests.Tracing;

public sealed class LossBurstsTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private readonly LossBursts _bursts = new();

    [Fact]
    public void Loss_in_chunks_that_follow_each_other_is_one_burst_told_when_it_is_over()
    {
        Assert.Null(_bursts.Add(Chunk(0), 0, 0, Second));
        Assert.Null(_bursts.Add(Chunk(1, ("cpu 0", 5)), 5, 0, 2 * Second));
        Assert.Null(_bursts.Add(Chunk(2, ("cpu 1", 9)), 9, 1, 3 * Second));

        var burst = _bursts.Add(Chunk(3), 0, 0, 4 * Second)!;

        Assert.Equal((1, 2, 14, 1), (burst.First.Number, burst.Last.Number, burst.Events, burst.Packets));
        Assert.Equal(" (cpu 1: 9, cpu 0: 5)", burst.CpusInWords);
        Assert.Null(_bursts.Add(Chunk(4), 0, 0, 5 * Second));
    }

    [Fact]
    public void A_burst_that_lasts_is_told_each_minute_and_one_that_nothing_follows_after_a_while()
    {
        Assert.Null(_bursts.Add(Chunk(0), 5, 0, Second));
        Assert.Equal(10, _bursts.Add(Chunk(1), 5, 0, 61 * Second)!.Events);
        Assert.Null(_bursts.Add(Chunk(2), 7, 0, 62 * Second));

        Assert.Null(_bursts.Quiet(91 * Second));
        Assert.Equal(7, _bursts.Quiet(92 * Second)!.Events);
        Assert.Null(_bursts.Quiet(200 * Second));
    }

    [Fact]
    public void Lost_packets_are_told_by_cpu_as_well()
    {
        var chunk = Chunk(0) with { LostByCpu = [new LossOfCpu("cpu 3", 5, 2), new LossOfCpu("cpu 0", 1, 0)] };

        Assert.Null(_bursts.Add(chunk, 6, 2, Second));

        Assert.Equal(" (cpu 3: 5 and 2 packets, cpu 0: 1)", _bursts.Quiet(100 * Second)!.CpusInWords);
    }

    [Fact]
    public void What_a_full_spool_drops_is_no_loss_of_the_tracer()
    {
        Assert.Null(_bursts.Add(Chunk(0) with { Outcome = ChunkOutcome.Dropped }, 1000, 0, Second));
        Assert.Null(_bursts.Quiet(100 * Second));
    }

    private static DecidedChunk Chunk(long number, params (string Cpu, long Lost)[] lost) => new()
    {
        Id = new ChunkId(new SourceId(new HostId("laptop"), "ftrace"), 1, number), BeginUnixNs = 0, EndUnixNs = 1, LastUnixNs = 1, Outcome = ChunkOutcome.Counted, Tally = [],
        LostByCpu = [.. lost.Select(one => new LossOfCpu(one.Cpu, one.Lost, 0))],
    };
}
