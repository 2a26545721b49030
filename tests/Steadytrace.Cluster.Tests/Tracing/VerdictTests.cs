using Steadytrace.Cluster.Tracing;
using Steadytrace.Recording;
using Steadytrace.Recording.Spool;
using Steadytrace.Traces.Tallies;

namespace Steadytrace.Cluster.Tests.Tracing;

public sealed class VerdictTests
{
    private const long Minute = 1_700_000_040;
    private static readonly TracerOptions Options = new() { MaxPairs = 1 };

    [Fact]
    public void What_the_tracer_recorded_and_we_did_not_read_is_declared_lost()
    {
        var decided = Verdict.Counted(Chunk(recorded: 10), TallyOf(7), fault: "", Options);

        Assert.Equal((7, 3), CountedAndLost(decided));
        Assert.Equal(0, decided.LostChunks);
    }

    [Fact]
    public void Loss_that_nobody_can_number_is_told_as_a_chunk()
    {
        var decided = Verdict.Counted(Chunk(recorded: null), TallyOf(7), fault: "cpu0.pages: damaged", Options);

        Assert.Equal((7, 0), CountedAndLost(decided));
        Assert.Equal((1, ChunkOutcome.SetAside), (decided.LostChunks, decided.Outcome));
    }

    [Fact]
    public void A_dropped_chunk_is_lost_in_events_where_their_number_is_known()
    {
        Assert.Equal((0, 10), CountedAndLost(Verdict.Dropped(Chunk(recorded: 10), "full", Options)));
        Assert.Equal(1, Verdict.Dropped(Chunk(recorded: null), "full", Options).LostChunks);
    }

    [Fact]
    public void What_the_tracer_lost_while_a_dropped_chunk_was_recorded_is_lost_as_well()
    {
        var chunk = Chunk(recorded: 10) with { LostByCpu = [new LossOfCpu("cpu 1", 5, 0), new LossOfCpu("cpu 0", 2, 0)] };

        Assert.Equal((0, 17), CountedAndLost(Verdict.Dropped(chunk, "full", Options)));
    }

    [Fact]
    public void What_a_dropped_chunks_tracer_lost_keeps_its_cpu()
    {
        var chunk = Chunk(recorded: 10) with { LostByCpu = [new LossOfCpu("cpu 1", 5, 2), new LossOfCpu(LossOfCpu.Others, 3, 0)] };

        var tally = TallyCodec.Decode(Verdict.Dropped(chunk, "full", Options).Tally).Intervals[Minute];

        Assert.Equal([(LostOnCpu.Others, new LostOnCpu(3, 0)), (1, new LostOnCpu(5, 2))], tally.LostByCpu.Select(loss => (loss.Key, loss.Value)));
        Assert.Equal((18, 2), (tally.Lost, tally.LostPackets));
    }

    [Fact]
    public void What_the_tracer_lost_and_no_packet_tells_is_lost_on_its_cpu()
    {
        var chunk = Chunk(recorded: 9) with { LostByCpu = [new LossOfCpu("cpu 1", 5, 0), new LossOfCpu("cpu 0", 2, 0)] };
        var tally = TallyOf(7);
        tally.Interval(Minute).Lose(1, new LostOnCpu(4, 1));

        var decided = Verdict.Counted(chunk, tally, fault: "", Options);

        Assert.Equal((7, 5 + 2 + 2), CountedAndLost(decided));
        Assert.Equal([new LossOfCpu("cpu 1", 5, 1), new LossOfCpu("cpu 0", 2, 0)], decided.LostByCpu);
    }

    [Fact]
    public void What_packets_tell_of_loss_is_not_told_twice()
    {
        var chunk = Chunk(recorded: 7) with { LostByCpu = [new LossOfCpu("cpu 1", 5, 0), new LossOfCpu("cpu 0", 2, 0)] };
        var tally = TallyOf(7);
        // Of a page in which the CPU cannot be told.
        tally.Interval(Minute).Lose(null, new LostOnCpu(7, 0));

        Assert.Equal((7, 7), CountedAndLost(Verdict.Counted(chunk, tally, fault: "", Options)));
    }

    [Fact]
    public void What_a_recorder_took_and_could_not_write_is_lost_once_and_on_the_cpus_where_the_reader_found_it_missing()
    {
        // A full disk: three pages of 145 events were taken from the kernel, and found no room. Its counters tell the reader on which CPUs.
        var tally = TallyOf(14_148);
        tally.Interval(Minute).Lose(1, new LostOnCpu(290, 0));
        tally.Interval(Minute).Lose(0, new LostOnCpu(145, 0));

        var decided = Verdict.Counted(Chunk(recorded: 14_583), tally, fault: "", Options);

        Assert.Equal((14_148, 435), CountedAndLost(decided));
        Assert.Equal([new LossOfCpu("cpu 1", 290, 0), new LossOfCpu("cpu 0", 145, 0)], decided.LostByCpu);
    }

    [Theory]
    // The tracer lost 100 itself; of 435 that it recorded and nobody read, the reader declared none, some and all.
    [InlineData(100)]
    [InlineData(300)]
    [InlineData(535)]
    public void What_the_tracer_lost_and_what_was_not_read_are_declared_both_however_much_of_it_the_reader_told(long told)
    {
        var chunk = Chunk(recorded: 14_583) with { LostByCpu = [new LossOfCpu("cpu 0", 100, 0)] };
        var tally = TallyOf(14_148);
        tally.Interval(Minute).Lose(0, new LostOnCpu(told, 0));

        Assert.Equal((14_148, 535), CountedAndLost(Verdict.Counted(chunk, tally, fault: "", Options)));
    }

    [Fact]
    public void A_chunk_whose_tracer_died_is_counted_and_a_part_of_it_declared_lost()
    {
        var decided = Verdict.Counted(Chunk(recorded: null) with { Sealed = true, IsCutOff = true }, TallyOf(7), fault: "", Options);

        Assert.Equal((ChunkOutcome.Counted, 1), (decided.Outcome, decided.LostChunks));
        Assert.Contains("tracer died", decided.Cause, StringComparison.Ordinal);
    }

    [Fact]
    public void The_largest_pairs_are_kept_and_the_other_counts_stay_whole()
    {
        var tally = TallyOf(7);
        tally.Interval(Minute).Add(TracedEvent.FromName("irq_handler_entry"), "bash", 2);

        var decided = TallyCodec.Decode(Verdict.Counted(Chunk(recorded: 9), tally, fault: "", Options).Tally).Intervals[Minute];

        Assert.Equal(9, decided.ByProcess["bash"]);
        Assert.Equal("sched_switch", Assert.Single(decided.ByPair).Key.Event.Name);
    }

    [Fact]
    public void A_time_far_beyond_the_chunk_is_none_and_its_event_counts_all_the_same()
    {
        var tally = TallyOf(7);
        tally.Interval(Minute + (100 * 366 * 86_400L)).Add(TracedEvent.FromName("forged"), "bash", 2);
        tally.Interval(Minute + 7200).Lost = 3;

        var decided = Verdict.Counted(Chunk(recorded: null), tally, fault: "", Options);
        var kept = TallyCodec.Decode(decided.Tally);

        Assert.Equal([Minute], kept.Intervals.Keys);
        Assert.Equal((2, 3), (kept.Untimed.Events, kept.Untimed.Lost));
        Assert.Equal((9, 3), CountedAndLost(decided));
    }

    [Fact]
    public void A_tally_stays_until_its_last_interval_is_published()
    {
        var tally = TallyOf(7);
        tally.Interval(Minute + 60).Add(TracedEvent.FromName("late"), "bash", 2);

        var decided = Verdict.Counted(Chunk(recorded: null) with { Sealed = true }, tally, fault: "", Options);

        Assert.Equal([Minute, Minute + 60], TallyCodec.Decode(decided.Tally).Intervals.Keys);
        Assert.Equal((Minute + 60) * 1_000_000_000, decided.LastUnixNs);
    }

    private static (long, long) CountedAndLost(DecidedChunk decided)
    {
        var tally = TallyCodec.Decode(decided.Tally);
        return (tally.Events, tally.Lost);
    }

    private static ChunkManifest Chunk(long? recorded) => new()
    {
        Id = new ChunkId(new SourceId(new HostId("laptop"), "ftrace"), 1, 0), BeginUnixNs = Minute * 1_000_000_000, EndUnixNs = (Minute + 10) * 1_000_000_000,
        LastUnixNs = (Minute + 10) * 1_000_000_000, RecordedEvents = recorded,
    };

    private static Tally TallyOf(long count)
    {
        var tally = new Tally();
        tally.Interval(Minute).Add(TracedEvent.FromName("sched_switch"), "bash", count);
        return tally;
    }
}
