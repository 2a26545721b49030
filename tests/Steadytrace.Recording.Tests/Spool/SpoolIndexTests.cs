using Steadytrace.Recording.Spool;

namespace Steadytrace.Recording.Tests.Spool;

public sealed class SpoolIndexTests
{
    private static readonly SourceId Source = new(new HostId("laptop"), "ftrace");
    private static readonly TimeSpan Start = TimeSpan.Zero, Repeat = TimeSpan.FromSeconds(3), Again = TimeSpan.FromSeconds(30);
    private readonly SpoolIndex _index = new(new SpoolLimits(MaxBytes: 100, MaxChunks: 3, Repeat, Again, MaxInFlight: 2));

    public SpoolIndexTests() => _index.Save(new SpoolRun { Number = 1, BeganUnixNs = 0, IsStarted = true });

    [Fact]
    public void An_open_chunk_is_not_offered()
    {
        _index.Add(Open(0));

        Assert.Empty(_index.Offer(Start));
        Assert.False(_index.CanDecide(Id(0)));
    }

    [Fact]
    public void An_offer_without_an_answer_is_repeated()
    {
        Close(0);
        Assert.Single(_index.Offer(Start));

        Assert.Empty(_index.Offer(Repeat - TimeSpan.FromTicks(1)));
        Assert.Single(_index.Offer(Repeat));
    }

    [Fact]
    public void Without_an_answer_pauses_grow_up_to_the_longest()
    {
        var index = new SpoolIndex(new SpoolLimits(100, 3, Repeat, Again, 2) { RepeatAtMost = TimeSpan.FromSeconds(10) });
        index.Save(new SpoolRun { Number = 1, BeganUnixNs = 0, IsStarted = true });
        index.Add(Open(0));
        index.Replace(Open(0) with { EndUnixNs = 1, LastUnixNs = 1 });

        var offered = Enumerable.Range(0, 60).Where(second => index.Offer(TimeSpan.FromSeconds(second)).Count > 0);

        Assert.Equal([0, 3, 9, 19, 29, 39, 49, 59], offered);
    }

    [Fact]
    public void An_accepted_offer_is_made_again_after_a_while_until_the_chunk_is_decided()
    {
        Close(0);
        _index.Offer(Start);
        _index.OfferAccepted(Id(0));
        Assert.Empty(_index.Offer(Repeat));

        Assert.Single(_index.Offer(Again));

        Decide(0);
        Assert.Empty(_index.Offer(Again * 9));
    }

    [Fact]
    public void A_number_is_decided_once()
    {
        Close(0);
        Decide(0);

        Assert.False(_index.CanDecide(Id(0)));
        Assert.Throws<InvalidOperationException>(() => Decide(0));
    }

    [Fact]
    public void Over_its_bytes_the_oldest_undecided_chunk_is_the_next_to_drop()
    {
        for (var number = 0; number < 3; number++) Close(number, bytes: 40);
        Decide(0);
        Assert.Null(_index.NextToDrop(unixNowNs: 0));

        Close(3, bytes: 40);

        Assert.Equal(Id(1), _index.NextToDrop(unixNowNs: 0)?.Chunk.Id);
    }

    [Fact]
    public void Over_its_number_of_chunks_the_oldest_undecided_chunk_is_the_next_to_drop()
    {
        for (var number = 0; number < 4; number++) Close(number, bytes: 0);

        Assert.Equal(Id(0), _index.NextToDrop(unixNowNs: 0)?.Chunk.Id);
    }

    [Fact]
    public void A_chunk_that_has_waited_too_long_is_the_next_to_drop_but_for_a_replay_of_the_past()
    {
        var index = new SpoolIndex(new SpoolLimits(100, 3, Repeat, Again, 2) { MaxAge = TimeSpan.FromSeconds(1) });
        index.Save(new SpoolRun { Number = 1, BeganUnixNs = 0, IsStarted = true });
        index.Add(Open(0) with { EndUnixNs = 9, LastUnixNs = 9 });
        Assert.Null(index.NextToDrop(1_000_000_009));

        Assert.Contains("max-age", index.NextToDrop(1_000_000_010)!.Cause, StringComparison.Ordinal);

        index.Save(new SpoolRun { Number = 1, BeganUnixNs = 0, IsStarted = true, IsLive = false });
        Assert.Null(index.NextToDrop(long.MaxValue));
    }

    [Fact]
    public void With_too_many_verdicts_nothing_more_is_given_out_until_some_are_published()
    {
        var index = new SpoolIndex(new SpoolLimits(100, 3, Repeat, Again, 2) { MaxVerdicts = 1 });
        index.Load(new SpoolContent([new SpoolRun { Number = 1, BeganUnixNs = 0, IsStarted = true }], [], [Verdict(0)], []));
        index.Add(Open(1) with { EndUnixNs = 19, LastUnixNs = 19 });
        Assert.Empty(index.Offer(Start));

        index.Forget(publishedThroughUnixNs: 10);

        Assert.Single(index.Offer(Start));
    }

    [Fact]
    public void With_too_many_verdicts_what_the_next_interval_waits_for_is_given_out_all_the_same()
    {
        var index = new SpoolIndex(new SpoolLimits(100, 3, Repeat, Again, 2) { MaxVerdicts = 1 });
        index.Load(new SpoolContent([new SpoolRun { Number = 1, BeganUnixNs = 0, IsStarted = true, LateBeforeUnixNs = 20 }], [], [Verdict(0)], []));
        index.Add(Open(1) with { EndUnixNs = 19, LastUnixNs = 19 });
        index.Add(Open(2) with { EndUnixNs = 29, LastUnixNs = 29 });

        // Set back behind published-through: the verdict goes only with the interval that these chunks end.
        Assert.Empty(index.Forget(publishedThroughUnixNs: 20).Chunks);
        Assert.Equal([Id(1)], index.Offer(Start, waitedForUntilUnixNs: 20).Select(chunk => chunk.Id));
    }

    [Fact]
    public void The_inventory_tells_the_begin_of_the_first_chunk_that_is_left()
    {
        Close(0);
        Close(1);
        Decide(0);
        Assert.Equal(0, Assert.Single(_index.Inventory()).FirstBeginUnixNs);

        _index.Forget(publishedThroughUnixNs: 10);

        Assert.Equal(10, Assert.Single(_index.Inventory()).FirstBeginUnixNs);
    }

    [Fact]
    public void The_oldest_chunk_that_has_waited_long_is_compressed_once()
    {
        var index = new SpoolIndex(new SpoolLimits(100, 3, Repeat, Again, 2) { PackAfter = TimeSpan.FromSeconds(1) });
        index.Save(new SpoolRun { Number = 1, BeganUnixNs = 0, IsStarted = true });
        index.Add(Open(0) with { EndUnixNs = 9, LastUnixNs = 9, Files = [new ChunkFile("cpu0.pages", 50)] });
        Assert.Null(index.NextToPack(1_000_000_008));
        var due = index.NextToPack(1_000_000_009)!;

        index.Packed(due with { PackedBytes = 5 });

        Assert.Null(index.NextToPack(long.MaxValue));
        Assert.Equal(5, index.Bytes);
    }

    [Fact]
    public void Verdicts_are_sent_in_order_within_the_window_and_repeated_until_taken()
    {
        for (var number = 0; number < 2; number++)
        {
            Close(number);
            Decide(number);
        }

        Assert.Equal([Id(0)], _index.Send(untilUnixNs: 10, Start));
        Assert.Empty(_index.Send(10, Start));
        Assert.Equal([Id(0), Id(1)], _index.Send(20, Repeat));
        _index.Taken(Id(0));
        Assert.Equal([Id(1)], _index.Send(20, Repeat * 2));
    }

    [Fact]
    public void A_new_term_gets_everything_again()
    {
        Close(0);
        Decide(0);
        _index.Send(10, Start);
        _index.Taken(Id(0));
        Assert.Empty(_index.Send(10, Repeat));

        _index.BeginTerm();

        Assert.Single(_index.Send(10, Repeat));
    }

    [Fact]
    public void Only_a_prefix_of_a_run_behind_published_through_is_forgotten()
    {
        for (var number = 0; number < 3; number++) Close(number);
        Decide(0);
        Decide(2);

        var (chunks, _) = _index.Forget(publishedThroughUnixNs: 1000);

        Assert.Equal([Id(0)], chunks);
        Assert.Equal(1, Assert.Single(_index.Inventory()).FirstNumber);
    }

    [Fact]
    public void A_chunk_with_its_latest_event_at_published_through_stays()
    {
        Close(0);
        Decide(0);

        Assert.Empty(_index.Forget(publishedThroughUnixNs: 9).Chunks);
        Assert.Single(_index.Forget(publishedThroughUnixNs: 10).Chunks);
    }

    [Fact]
    public void What_a_clock_that_was_set_back_has_made_late_stays_until_its_loss_is_published()
    {
        _index.Save(new SpoolRun { Number = 1, BeganUnixNs = 0, IsStarted = true, LateBeforeUnixNs = 60 });
        Close(0);
        Decide(0);

        Assert.Empty(_index.Forget(publishedThroughUnixNs: 60).Chunks);
        Assert.Single(_index.Forget(publishedThroughUnixNs: 70).Chunks);
    }

    [Fact]
    public void A_run_that_is_over_and_published_is_forgotten_but_never_the_newest()
    {
        Close(0);
        Decide(0);
        _index.Save(new SpoolRun { Number = 1, BeganUnixNs = 0, EndUnixNs = 9, LastNumber = 0 });
        Assert.Empty(_index.Forget(1000).Runs);

        _index.Save(new SpoolRun { Number = 2, BeganUnixNs = 20 });

        Assert.Equal([1L], _index.Forget(1000).Runs);
    }

    [Fact]
    public void A_run_whose_chunks_are_all_forgotten_has_none_left_to_wait_for()
    {
        Close(0);
        Decide(0);
        _index.Save(new SpoolRun { Number = 1, BeganUnixNs = 0, EndUnixNs = 9, LastNumber = 0 });
        _index.Forget(1000);

        var run = Assert.Single(_index.Inventory());

        Assert.True(run.FirstNumber > run.LastNumber);
    }

    [Fact]
    public void Nobody_hears_of_a_run_before_its_recorder_has_started()
    {
        _index.Save(new SpoolRun { Number = 2, BeganUnixNs = 20 });

        Assert.Equal([1L], _index.Inventory().Select(run => run.Number));
    }

    [Fact]
    public void An_inventory_holds_the_oldest_runs_and_says_from_when_on_it_knows_of_none()
    {
        var index = new SpoolIndex(new SpoolLimits(100, 3, Repeat, Again, 2) { MaxRunsTold = 2 });
        // The clock was set back before the last of them.
        foreach (var (number, began) in new[] { (1, 0), (2, 20), (3, 60), (4, 50) }) index.Save(new SpoolRun { Number = number, BeganUnixNs = began, EndUnixNs = began + 9, LastNumber = -1 });
        Assert.Equal([1L, 2], index.Inventory().Select(run => run.Number));
        Assert.Equal(50, index.UntoldFromUnixNs);

        Assert.Equal([1L, 2], index.Forget(40).Runs);

        Assert.Equal([3L, 4], index.Inventory().Select(run => run.Number));
        Assert.Null(index.UntoldFromUnixNs);
    }

    private static ChunkId Id(long number) => new(Source, 1, number);

    private static ChunkManifest Open(long number) => new() { Id = Id(number), BeginUnixNs = number * 10 };

    private void Close(long number, long bytes = 10)
    {
        _index.Add(Open(number));
        _index.Replace(Open(number) with { EndUnixNs = (number * 10) + 9, LastUnixNs = (number * 10) + 9, Files = [new ChunkFile("cpu0.pages", bytes)] });
    }

    private void Decide(long number) => _index.Decide(Verdict(number));

    private static DecidedChunk Verdict(long number) => new()
    {
        Id = Id(number), BeginUnixNs = number * 10, EndUnixNs = (number * 10) + 9, LastUnixNs = (number * 10) + 9, Outcome = ChunkOutcome.Counted, Tally = [1],
    };
}
