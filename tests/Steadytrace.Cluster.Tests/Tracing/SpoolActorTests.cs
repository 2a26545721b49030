using Akka.Actor;
using Akka.Event;
using Akka.TestKit;
using Steadytrace.Cluster.Messages;
using Steadytrace.Cluster.Tracing;
using Steadytrace.Recording;
using Steadytrace.Recording.Spool;
using Steadytrace.Traces.Tallies;

namespace Steadytrace.Cluster.Tests.Tracing;

/// <summary>Towards dispatcher and pools: each chunk is offered until it is decided, and decided once.</summary>
public sealed class SpoolActorTests : SpoolFixture
{
    [Fact]
    public void A_closed_chunk_is_offered_again_until_it_is_answered_and_later_until_it_is_decided()
    {
        Make();
        var first = Begin();
        Cut(first, 10);
        Assert.Equal(first.Id, Dispatcher.ExpectMsg<OfferChunk>().Offer.Id);

        Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(first.Id, Dispatcher.ExpectMsg<OfferChunk>().Offer.Id);
        Dispatcher.Reply(new OfferAnswered(first.Id, Accepted: true));
        Report();
        Advance(TimeSpan.FromSeconds(10));
        Report();
        Dispatcher.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        Advance(TimeSpan.FromSeconds(20));
        Dispatcher.ExpectMsg<OfferChunk>();

        Count(first.Id, 5);
        ExpectMsg<ChunkCountedTaken>();
        Advance(TimeSpan.FromSeconds(60));
        Report();
        Dispatcher.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public void The_first_tally_decides_and_later_ones_are_dropped_but_answered()
    {
        Make();
        var first = Begin();
        Cut(first, 10);

        Count(first.Id, 5);
        Count(first.Id, 6);

        ExpectMsg<ChunkCountedTaken>();
        ExpectMsg<ChunkCountedTaken>();
        Assert.Equal((5, 0), CountedAndLost(Verdict(first.Id)));
        Assert.False(Directory.Exists(first.DataPath));
    }

    [Fact]
    public void A_dispatcher_that_has_not_heard_of_a_verdict_is_told_again()
    {
        Make();
        var first = Begin();
        Cut(first, 10);
        Dispatcher.ExpectMsg<OfferChunk>();
        Dispatcher.IgnoreNoMessages();
        Count(first.Id, 5);
        Assert.Equal(first.Id, Dispatcher.ExpectMsg<ChunkDecided>().Id);

        Count(first.Id, 0, "its files are gone", attempt: 2);

        Assert.Equal(first.Id, Dispatcher.ExpectMsg<ChunkDecided>().Id);
    }

    [Fact]
    public void A_tally_in_parts_decides_once_all_of_them_are_here()
    {
        Make();
        var first = Begin();
        Cut(first, 10);
        var whole = Encoded(5);
        var hash = TallyParts.Cut(whole)[0].Hash;
        Spool.Tell(new ChunkCounted(first.Id, new TallyPart(1, 2, hash, whole[7..]), "", "pool:1", 1));
        Assert.Equal(1, Report().Undecided);
        ExpectNoMsg(TimeSpan.FromMilliseconds(50));

        Spool.Tell(new ChunkCounted(first.Id, new TallyPart(0, 2, hash, whole[..7]), "", "pool:1", 1));

        ExpectMsg<ChunkCountedTaken>();
        Assert.Equal((5, 0), CountedAndLost(Verdict(first.Id)));
    }

    [Fact]
    public void A_chunk_that_cannot_be_read_three_times_is_set_aside_and_its_loss_declared()
    {
        Make();
        var first = Begin();
        Cut(first, 10, recorded: 9);
        for (var attempt = 1; attempt <= 2; attempt++) Count(first.Id, 4, "damaged", attempt);
        Assert.Equal(2, Assert.Single(Report().Waiting, chunk => chunk.Id == first.Id).Tries);

        Count(first.Id, 4, "damaged", attempt: 3);

        Assert.Equal(0, Report().Undecided);
        Assert.Equal((4, 5), CountedAndLost(Verdict(first.Id)));
        Assert.Equal(ChunkOutcome.SetAside, Verdict(first.Id).Outcome);
        Assert.Equal((4, 5), (Report().Counted, Report().Lost));
        Assert.True(File.Exists(Path.Combine(Folder.Path, "scripted", "aside", $"{first.Id.Run}-0", "data", "stream")));
    }

    /// <summary>A worker elsewhere gets nothing, and cannot tell that from a tracer that is out of reach.</summary>
    [Fact]
    public void A_chunk_whose_files_are_not_as_they_were_fails_its_tries_though_no_pool_says_so()
    {
        Make();
        var first = Begin();
        Cut(first, 10, recorded: 9);
        Dispatcher.ExpectMsg<OfferChunk>();
        Dispatcher.Reply(new OfferAnswered(first.Id, Accepted: true));
        File.WriteAllBytes(Path.Combine(first.DataPath, "stream"), new byte[50]);

        AdvanceUntil(() => Report().Undecided == 0, "it is set aside");

        Assert.Equal((0, 9), CountedAndLost(Verdict(first.Id)));
        Assert.Equal((ChunkOutcome.SetAside, "stream has 50 bytes of 100"), (Verdict(first.Id).Outcome, Verdict(first.Id).Cause));
    }

    [Fact]
    public void A_failed_try_that_is_told_again_and_again_is_one_try()
    {
        Make();
        var first = Begin();
        Cut(first, 10);

        for (var repeat = 0; repeat < 5; repeat++) Count(first.Id, 0, "damaged", attempt: 77);

        ReceiveN(5).ToList().ForEach(message => Assert.IsType<ChunkCountedTaken>(message));
        Assert.Equal(1, Assert.Single(Report().Waiting, chunk => chunk.Id == first.Id).Tries);
    }

    [Fact]
    public void A_chunk_that_no_message_can_carry_is_declared_lost_and_not_offered_for_ever()
    {
        Make();
        var first = Begin();
        var data = Path.Combine(Folder.Path, "scripted", $"{first.Id.Run}", "0", "data");
        Directory.CreateDirectory(data);
        for (var file = 0; file < 1300; file++) File.WriteAllText(Path.Combine(data, $"{new string('c', 200)}{file}"), "x");

        Cut(first, 10, recorded: 9);

        // Each of them is brought to the disk first.
        AwaitCondition(() => File.Exists(Path.Combine(Folder.Path, "scripted", $"{first.Id.Run}", "0.decided")), TimeSpan.FromMinutes(2));
        Assert.Equal((ChunkOutcome.Dropped, (0, 9)), (Verdict(first.Id).Outcome, CountedAndLost(Verdict(first.Id))));
        Assert.Contains("files", Verdict(first.Id).Cause, StringComparison.Ordinal);
    }

    [Fact]
    public void A_full_spool_drops_its_oldest_chunk_and_declares_it()
    {
        Options = Options with { SpoolMaxBytes = 250 };
        Make();
        var chunk = Begin();
        var first = chunk.Id;
        for (var number = 1; number <= 3; number++) chunk = Cut(chunk, 10 * number, bytes: 100, recorded: 7);
        Report();

        Advance(TimeSpan.FromSeconds(1));

        Assert.Equal((2, 7), (Report().Undecided, Report().Lost));
        Assert.Equal(ChunkOutcome.Dropped, Verdict(first).Outcome);
        Assert.Equal((0, 7), CountedAndLost(Verdict(first)));
    }

    [Fact]
    public void A_chunk_without_files_is_decided_by_itself()
    {
        Make();
        var first = Begin();
        Spool.Tell(new NextChunkWanted(first.Run.Number));
        ExpectMsg<ChunkReady>();

        Spool.Tell(new ChunkClosed(first.Id, new Recording.ChunkCut { EndUnixNs = Ns(10), LastUnixNs = Ns(10) }));

        Assert.Equal(0, Report().Undecided);
        Assert.Equal((0, 0), CountedAndLost(Verdict(first.Id)));
    }

    [Fact]
    public void A_bad_tally_is_not_answered_and_the_chunk_waits_for_another()
    {
        Make();
        var first = Begin();
        Cut(first, 10);
        byte[] nonsense = [1, 2, 3];

        Spool.Tell(new ChunkCounted(first.Id, TallyParts.Cut(nonsense)[0], "", "pool:1", 1));

        Assert.Equal(1, Report().Undecided);
        ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public void Loss_in_chunks_that_follow_each_other_is_one_line_in_the_log_once_a_chunk_has_lost_nothing()
    {
        // First: whoever logs looks once whether anybody listens.
        Sys.EventStream.SetLogLevel(LogLevel.WarningLevel);
        var log = CreateTestProbe();
        Sys.EventStream.Subscribe(log.Ref, typeof(Warning));
        Make();
        var (chunk, lossy) = (Begin(), new List<ChunkId>());
        for (var number = 0; number < 3; number++)
        {
            lossy.Add(chunk.Id);
            chunk = CutAndCount(chunk, 10 * (number + 1), lost: 3);
        }

        Assert.Empty(WarningsIn(log));
        chunk = CutAndCount(chunk, 40, lost: 0);
        CutAndCount(chunk, 50, lost: 0);

        Assert.StartsWith(
            $"{Source} lost 9 events and 0 packets in chunks {lossy[0]} to {lossy[^1]} (cpu 0: 9); its buffers were full", Assert.Single(WarningsIn(log)), StringComparison.Ordinal);
    }

    private ChunkReady CutAndCount(ChunkReady open, double end, long lost)
    {
        var next = Cut(open, end);
        var tally = new Tally();
        tally.Interval(T0.ToUnixTimeSeconds()).Lose(cpu: 0, new LostOnCpu(lost, 0));
        foreach (var part in TallyParts.Cut(TallyCodec.Encode(tally))) Spool.Tell(new ChunkCounted(open.Id, part, "", "pool:1", 1));
        ExpectMsg<ChunkCountedTaken>();
        return next;
    }

    /// <summary>All that was logged before it is asked.</summary>
    private static List<string> WarningsIn(TestProbe log)
    {
        log.Ref.Tell("all");
        var told = new List<string>();
        while (log.ReceiveOne(TimeSpan.FromSeconds(10)) is Warning warning) told.Add($"{warning.Message}");
        return told;
    }
}
