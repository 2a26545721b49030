using Akka.Actor;
using Akka.TestKit;
using Steadytrace.Cluster.Messages;
using Steadytrace.Cluster.Tracing;

namespace Steadytrace.Cluster.Tests.Tracing;

/// <summary>Towards the aggregator: inventory first, then tallies within the window until they are taken; published-through is durable before anything is forgotten.</summary>
public sealed class SpoolActorAggregationTests : SpoolFixture
{
    private static readonly Term Second = new(2, "b:1");

    [Fact]
    public void A_decided_tally_is_sent_until_the_aggregator_of_the_term_has_it()
    {
        var id = OneDecided();
        BeginTerm(First);
        Assert.Equal(id, Aggregator.ExpectMsg<TallyDecided>().Decided.Id);

        Advance(TimeSpan.FromSeconds(3));
        Aggregator.ExpectMsg<TallyDecided>();
        Aggregator.Reply(new TallyTaken(Second, id));
        Report();
        // Each pause is twice the one before.
        Advance(TimeSpan.FromSeconds(3));
        Report();
        Aggregator.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        Advance(TimeSpan.FromSeconds(3));
        Aggregator.ExpectMsg<TallyDecided>();
        Aggregator.Reply(new TallyTaken(First, id));
        Report();

        Advance(TimeSpan.FromSeconds(60));
        Report();
        Aggregator.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public void A_new_term_gets_everything_again_and_the_former_nothing_more()
    {
        var id = OneDecided();
        BeginTerm(First);
        Aggregator.ExpectMsg<TallyDecided>();
        Aggregator.Reply(new TallyTaken(First, id));

        BeginTerm(Second);
        Assert.Equal(Second, Aggregator.ExpectMsg<TallyDecided>().Term);

        PublishedThrough(60, newestRun: long.MaxValue, term: First);
        Assert.Null(Report().PublishedThroughUnixNs);
    }

    [Fact]
    public void A_ledger_that_the_aggregator_begins_anew_gets_everything_again_and_words_of_the_former_change_nothing()
    {
        var id = OneDecided();
        BeginTerm(First);
        Aggregator.ExpectMsg<TallyDecided>();
        Spool.Tell(new InventoryTaken(First, Source, null, -1, Ns(1e6)) { Ledger = 1 }, Aggregator);
        Spool.Tell(new TallyTaken(First, id) { Ledger = 1 }, Aggregator);

        Spool.Tell(new InventoryTaken(First, Source, null, -1, Ns(1e6)) { Ledger = 2 }, Aggregator);
        Assert.Equal(id, Aggregator.ExpectMsg<TallyDecided>().Decided.Id);
        Spool.Tell(new TallyTaken(First, id) { Ledger = 1 }, Aggregator);
        Report();
        Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(id, Aggregator.ExpectMsg<TallyDecided>().Decided.Id);

        Spool.Tell(new TallyTaken(First, id) { Ledger = 2 }, Aggregator);
        Report();
        Advance(TimeSpan.FromSeconds(60));
        Report();
        Aggregator.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public void In_a_new_term_what_waits_to_be_counted_is_offered_again_at_once()
    {
        Make();
        var first = Begin();
        Cut(first, 10);
        Dispatcher.ExpectMsg<OfferChunk>();
        Dispatcher.Reply(new OfferAnswered(first.Id, Accepted: true));
        BeginTerm(First);
        Advance(TimeSpan.FromSeconds(1));
        Dispatcher.ExpectMsg<OfferChunk>();
        Dispatcher.Reply(new OfferAnswered(first.Id, Accepted: true));
        Report();

        BeginTerm(Second);
        Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(first.Id, Dispatcher.ExpectMsg<OfferChunk>().Offer.Id);
    }

    [Fact]
    public void An_older_term_is_followed_only_after_silence()
    {
        Make();
        Begin();
        BeginTerm(Second);
        var late = CreateTestProbe();
        Spool.Tell(new InventoryWanted(First, "local"), late);
        Report();
        late.ExpectNoMsg(TimeSpan.FromMilliseconds(50));

        Advance(TimeSpan.FromSeconds(16));
        Spool.Tell(new InventoryWanted(First, "local"), late);

        Assert.Equal(First, late.ExpectMsg<InventoryReported>().Term);
    }

    /// <summary>It asks a host until that is heard, and another source of the host may be: it will not ask this one again.</summary>
    [Fact]
    public void One_that_was_passed_over_is_followed_after_silence_without_asking_again()
    {
        Make();
        Begin();
        BeginTerm(Second);
        var late = CreateTestProbe();
        Spool.Tell(new InventoryWanted(First, "local"), late);
        Advance(TimeSpan.FromSeconds(10));
        Spool.Tell(new InventoryTaken(Second, Source, null, -1, Ns(1e6)), Aggregator);
        Report();
        Advance(TimeSpan.FromSeconds(14));
        Report();
        late.ExpectNoMsg(TimeSpan.FromMilliseconds(50));

        Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(First, late.ExpectMsg<InventoryReported>().Term);
    }

    [Fact]
    public void The_other_may_be_the_dead_one_and_then_the_first_is_followed_again()
    {
        Make();
        Begin();
        BeginTerm(Second);
        var late = CreateTestProbe();
        Spool.Tell(new InventoryWanted(First, "local"), late);
        Report();
        Advance(TimeSpan.FromSeconds(16));
        Assert.Equal(First, late.ExpectMsg<InventoryReported>().Term);
        Aggregator.IgnoreNoMessages();

        Advance(TimeSpan.FromSeconds(16));

        Assert.Equal(Second, Aggregator.FishForMessage<InventoryReported>(_ => true).Term);
    }

    [Fact]
    public void A_report_tells_with_which_place_its_term_asked_for_it()
    {
        Make();
        Begin();
        var (late, aggregator) = (CreateTestProbe(), CreateTestProbe());
        Ask(Second, place: 1, aggregator);
        Assert.Equal(1, Place(aggregator));
        Ask(Second, place: 2, aggregator);
        Assert.Equal(2, Place(aggregator));

        Ask(First, place: 7, late);
        Report();
        Advance(TimeSpan.FromSeconds(16));
        Assert.Equal(7, Place(late));
        aggregator.IgnoreNoMessages();
        Advance(TimeSpan.FromSeconds(16));

        Assert.Equal(2, Place(aggregator));

        void Ask(Term term, long place, TestProbe from) => Spool.Tell(new InventoryWanted(term, "local") { Place = place }, from);

        static long? Place(TestProbe asked) => asked.FishForMessage<InventoryReported>(_ => true).Place;
    }

    [Fact]
    public void One_that_refuses_is_not_silent()
    {
        Make();
        Begin();
        BeginTerm(Second);
        var late = CreateTestProbe();
        Spool.Tell(new InventoryWanted(First, "local"), late);
        for (var second = 0; second < 40; second += 10)
        {
            Advance(TimeSpan.FromSeconds(10));
            Spool.Tell(new SourceRefused(Second, Source, "another host has its name"), Aggregator);
            Report();
        }

        late.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public void The_window_holds_back_what_begins_behind_it()
    {
        Make();
        var first = Begin();
        var second = Cut(first, 10);
        Cut(second, 20);
        Count(first.Id, 1);
        Count(second.Id, 2);
        BeginTerm(First, sendUntil: 10);
        Assert.Equal(first.Id, Aggregator.ExpectMsg<TallyDecided>().Decided.Id);
        Aggregator.ExpectNoMsg(TimeSpan.FromMilliseconds(50));

        Spool.Tell(new InventoryTaken(First, Source, null, first.Id.Run, Ns(30)), Aggregator);

        Assert.Equal(second.Id, Aggregator.FishForMessage<TallyDecided>(told => told.Decided.Id != first.Id).Decided.Id);
    }

    [Fact]
    public void A_run_after_the_clock_was_set_back_is_not_held_back_by_the_later_times_of_the_one_before()
    {
        Make();
        Clock.Step = TimeSpan.FromHours(2);
        var late = Begin(began: 7200);
        Cut(late, 7210);
        Spool.Tell(new RunEnded(late.Run.Number));
        Clock.Step = TimeSpan.Zero;
        var early = Begin(began: 0);
        Cut(early, 10);
        Count(late.Id, 1);
        Count(early.Id, 2);

        BeginTerm(First, sendUntil: 600);

        Assert.Equal(early.Id, Aggregator.ExpectMsg<TallyDecided>().Decided.Id);
    }

    [Fact]
    public void Nothing_is_sent_before_the_inventory_is_taken()
    {
        OneDecided();

        BeginTerm(First, sendUntil: null);
        Report();

        Aggregator.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public void Published_through_outlives_the_process_and_what_lies_before_it_is_forgotten()
    {
        var id = OneDecided();
        BeginTerm(First);
        Aggregator.ExpectMsg<TallyDecided>();

        PublishedThrough(60, id.Run);
        Assert.Equal(Ns(60), Report().PublishedThroughUnixNs);
        Assert.Empty(Content().Decided);
        Crash();

        Assert.Equal(Ns(60), Report().PublishedThroughUnixNs);
        Assert.Equal(1, Assert.Single(Inventory().Runs).FirstNumber);
    }

    [Fact]
    public void An_older_word_on_published_through_changes_nothing()
    {
        var id = OneDecided();
        BeginTerm(First);
        PublishedThrough(120, id.Run);

        PublishedThrough(60, id.Run);

        Assert.Equal(Ns(120), Report().PublishedThroughUnixNs);
    }

    [Fact]
    public void A_run_is_told_of_only_when_its_begin_is_known()
    {
        Make();
        Spool.Tell(new RunWanted());
        var ready = ExpectMsg<ChunkReady>();
        Advance(TimeSpan.FromSeconds(5));
        var before = Inventory();
        Assert.Empty(before.Runs);
        Assert.Equal(Ns(0), before.AsOfUnixNs);

        Spool.Tell(new RunStarted(ready.Run.Number, Ns(-100_000)));

        Assert.Equal(Ns(-100_000), Assert.Single(Inventory().Runs).BeganUnixNs);
    }

    [Fact]
    public void A_run_whose_start_the_former_process_could_not_tell_is_told_of_once_it_is_adopted()
    {
        Make();
        Spool.Tell(new RunWanted());
        var ready = ExpectMsg<ChunkReady>();
        Crash();
        Assert.Empty(Inventory().Runs);

        Spool.Tell(new RunAdopted(ready.Run.Number));

        Assert.Equal(ready.Run.Number, Assert.Single(Inventory().Runs).Number);
    }

    [Fact]
    public void A_run_that_begins_a_little_before_published_through_says_so_for_ever()
    {
        var id = OneDecided();
        BeginTerm(First);
        PublishedThrough(60, id.Run);
        Report();
        Clock.Step = TimeSpan.FromSeconds(20);

        Begin(began: 50);
        Assert.Equal(Ns(60), Inventory().Runs[^1].LateBeforeUnixNs);
        Crash();

        Assert.Equal(Ns(60), Inventory().Runs[^1].LateBeforeUnixNs);
    }

    [Fact]
    public void A_clock_set_back_far_takes_published_through_back_and_older_words_do_not_undo_it()
    {
        var id = OneDecided();
        BeginTerm(First);
        PublishedThrough(7200, id.Run);
        Report();

        var run = Begin(began: 600).Run.Number;
        PublishedThrough(7200, id.Run);

        Assert.Equal(Ns(600), Report().PublishedThroughUnixNs);
        PublishedThrough(660, run);
        Assert.Equal(Ns(660), Report().PublishedThroughUnixNs);
    }

    /// <summary>Its sender cannot have said what of the run is late; a later term would take it for published.</summary>
    [Fact]
    public void Published_through_does_not_move_over_the_begin_of_a_run_that_its_sender_had_not_heard_of()
    {
        var id = OneDecided();
        BeginTerm(First);
        Clock.Step = TimeSpan.FromSeconds(20);
        var run = Begin(began: 56).Run.Number;

        PublishedThrough(60, id.Run);
        Assert.Null(Report().PublishedThroughUnixNs);

        Spool.Tell(new InventoryTaken(First, Source, Ns(60), run, Ns(1e6)) { LateRuns = [run], LateBeforeUnixNs = [Ns(60)] }, Aggregator);
        Assert.Equal(Ns(60), Report().PublishedThroughUnixNs);
        Assert.Equal(Ns(60), Inventory().Runs[^1].LateBeforeUnixNs);
    }

    [Fact]
    public void A_run_whose_recorder_is_gone_before_its_start_was_told_of_says_what_is_late()
    {
        var id = OneDecided();
        BeginTerm(First);
        PublishedThrough(60, id.Run);
        Clock.Step = TimeSpan.FromSeconds(20);

        LoseBeforeItsStartIsTold();

        Assert.Equal(Ns(60), Inventory().Runs[^1].LateBeforeUnixNs);
    }

    [Fact]
    public void A_run_whose_recorder_is_gone_before_its_start_was_told_of_takes_published_through_back_with_the_clock()
    {
        var id = OneDecided();
        BeginTerm(First);
        PublishedThrough(7200, id.Run);
        Clock.Step = TimeSpan.FromSeconds(600);

        var lost = LoseBeforeItsStartIsTold();

        Assert.Equal(Ns(600), Inventory().PublishedThroughUnixNs);
        Count(lost, 3);
        ExpectMsg<ChunkCountedTaken>();
        Crash();
        Report();
        Assert.Contains(Content().Decided, decided => decided.Id == lost);
    }

    [Fact]
    public void Runs_behind_those_that_one_message_holds_are_told_as_these_are_published()
    {
        MaxRunsTold = 2;
        Make();
        var runs = new[] { 0, 200, 400 }.Select(RecordOneChunk).ToArray();
        Advance(TimeSpan.FromSeconds(500));

        var told = Inventory();
        Assert.Equal(runs[..2], told.Runs.Select(run => run.Number));
        // Nothing is complete from where the first begins that is not told.
        Assert.Equal(Ns(400), told.AsOfUnixNs);

        var term = new Term(10_000, "c:1");
        BeginTerm(term);
        Assert.Equal(runs[..2], new[] { Aggregator.ExpectMsg<TallyDecided>(), Aggregator.ExpectMsg<TallyDecided>() }.Select(tally => tally.Decided.Id.Run));
        PublishedThrough(180, runs[1], term);
        Assert.Equal(runs[2], Aggregator.FishForMessage<TallyDecided>(tally => tally.Decided.Id.Run == runs[2]).Decided.Id.Run);
        Report();

        Aggregator.IgnoreNoMessages();
        Spool.Tell(new InventoryWanted(new Term(20_000, "d:1"), "local"), Aggregator);
        told = (InventoryReported)Aggregator.FishForMessage(message => message is InventoryReported { Term.BeganUnixNs: 20_000 });
        Assert.Equal(runs[1..], told.Runs.Select(run => run.Number));
        Assert.True(told.AsOfUnixNs > Ns(400));
    }

    /// <summary>A whole run of one counted chunk.</summary>
    private long RecordOneChunk(int began)
    {
        var chunk = Begin(began);
        File.WriteAllBytes(Path.Combine(chunk.DataPath, "stream"), new byte[100]);
        Spool.Tell(new ChunkClosed(chunk.Id, new Recording.ChunkCut { EndUnixNs = Ns(began + 10), LastUnixNs = Ns(began + 10) }));
        Spool.Tell(new RunEnded(chunk.Run.Number));
        Count(chunk.Id, 1);
        ExpectMsg<ChunkCountedTaken>();
        return chunk.Run.Number;
    }

    /// <summary>The process dies while its recorder starts, and the recorder with it, which has written something.</summary>
    private Recording.ChunkId LoseBeforeItsStartIsTold()
    {
        Spool.Tell(new RunWanted());
        var ready = ExpectMsg<ChunkReady>();
        File.WriteAllBytes(Path.Combine(ready.DataPath, "stream"), new byte[10]);
        Crash();
        Spool.Tell(new ResumeWanted());
        Spool.Tell(new RunLost(ExpectMsg<ResumeGiven>().Open!.Run.Number));
        return ready.Id;
    }

    private Recording.ChunkId OneDecided()
    {
        Make();
        var first = Begin();
        Cut(first, 10);
        Count(first.Id, 5);
        ExpectMsg<ChunkCountedTaken>();
        return first.Id;
    }
}
