using Steadytrace.Cluster.Aggregation;
using Steadytrace.Recording;
using Steadytrace.Recording.Spool;
using Steadytrace.Traces.Tallies;

namespace Steadytrace.Cluster.Tests.Aggregation;

/// <summary>Times are seconds from an aligned minute; the interval is a minute.</summary>
public sealed class SourceLedgerTests
{
    private const long T0 = 1_700_000_040;
    private static readonly SourceId Source = new(new HostId("laptop"), "ftrace");
    private readonly SourceLedger _ledger = new(Source, new LedgerOptions(IntervalLength.OneMinute, WindowIntervals: 3, MaxGapIntervals: 100));

    [Fact]
    public void Nothing_is_published_before_the_inventory_is_here()
    {
        Assert.Equal(TakeResult.UnknownRun, Take(run: 1, number: 0, begin: 0, end: 61, count: 5));
        Assert.Empty(_ledger.NextComplete(10));
    }

    [Fact]
    public void An_interval_is_complete_once_a_chunk_ends_behind_it()
    {
        Inventory(Recording(1, began: 0));
        Take(1, 0, 0, 59, 5);
        Assert.Empty(_ledger.NextComplete(10));

        Take(1, 1, 59, 61, 7);

        Assert.Equal([(0, 12)], Published());
    }

    [Fact]
    public void A_hole_in_the_numbers_holds_the_interval_back()
    {
        Inventory(Recording(1, began: 0));
        Take(1, 0, 0, 30, 1);
        Take(1, 2, 60, 90, 1);
        Assert.Empty(_ledger.NextComplete(10));

        Take(1, 1, 30, 60, 1);

        Assert.Equal([(0, 2)], Published());
    }

    [Fact]
    public void A_tally_taken_twice_counts_once()
    {
        Inventory(Recording(1, began: 0));

        Assert.Equal(TakeResult.Taken, Take(1, 0, 0, 61, 5));
        Assert.Equal(TakeResult.Duplicate, Take(1, 0, 0, 61, 5));

        Assert.Equal([(0, 5)], Published());
    }

    [Fact]
    public void The_value_of_an_interval_is_the_sum_over_its_runs()
    {
        Inventory(Over(1, began: 0, end: 20, last: 0), Recording(2, began: 25));
        Take(1, 0, 0, 20, 3);
        Assert.Empty(_ledger.NextComplete(10));

        Take(2, 0, 25, 61, 4);

        var interval = Assert.Single(_ledger.NextComplete(10));
        Assert.Equal(7, interval.Tally.Events);
        Assert.Equal(5, interval.Lines.GapSeconds);
    }

    [Fact]
    public void A_run_that_is_over_does_not_end_an_interval_in_which_another_may_begin()
    {
        Inventory(asOf: 30, Over(1, began: 0, end: 20, last: 0));
        Take(1, 0, 0, 20, 3);

        Assert.Empty(_ledger.NextComplete(10));

        Inventory(asOf: 61, Over(1, began: 0, end: 20, last: 0));
        Assert.Equal([(0, 3)], Published());
    }

    [Fact]
    public void An_interval_without_events_is_published_with_its_ledger()
    {
        Inventory(Recording(1, began: 0));
        Take(1, 0, 0, 121, 0);

        var intervals = _ledger.NextComplete(10);

        Assert.Equal(2, intervals.Count);
        Assert.All(intervals, interval => Assert.Equal((0, 0, 0, 0.0), (interval.Lines.Counted, interval.Lines.Lost, interval.Lines.LostChunks, interval.Lines.GapSeconds)));
    }

    [Fact]
    public void Published_through_follows_the_confirmed_intervals_without_a_hole()
    {
        Inventory(Recording(1, began: 0));
        Take(1, 0, 0, 181, 1);
        Assert.Equal(3, _ledger.NextComplete(10).Count);

        Assert.False(_ledger.Confirm(T0 + 60));
        Assert.Equal(Ns(0), _ledger.PublishedThroughUnixNs);
        Assert.True(_ledger.Confirm(T0));
        Assert.Equal(Ns(120), _ledger.PublishedThroughUnixNs);
    }

    [Fact]
    public void What_was_not_confirmed_is_handed_out_again_as_it_was()
    {
        Inventory(Recording(1, began: 0));
        Take(1, 0, 0, 121, 5);
        Assert.Equal([(0, 5), (60, 0)], Published(confirm: false));

        _ledger.Restart();

        Assert.Equal([(0, 5), (60, 0)], Published());
    }

    [Fact]
    public void A_chunk_across_the_border_that_comes_again_in_a_new_term_counts_only_behind_published_through()
    {
        _ledger.TakeInventory([new RunInventory(1, Ns(0), FirstNumber: 4, null, null)], Ns(61), Ns(60));
        var tally = TallyOf(0, 9);
        tally.Interval(T0 + 60).Add(TracedEvent.FromName("a_b"), "p", 2);

        Take(1, 4, begin: 55, end: 65, tally);
        Take(1, 5, begin: 65, end: 121, count: 0);

        Assert.Equal([(60, 2)], Published());
    }

    [Fact]
    public void What_comes_too_late_is_declared_lost()
    {
        Inventory(Recording(1, began: 0));
        Take(1, 0, 0, 61, 5);
        Published();
        var late = TallyOf(0, 4);
        late.Interval(T0).LostPackets = 2;

        Take(1, 1, begin: 61, end: 121, late);

        var interval = Assert.Single(_ledger.NextComplete(10));
        Assert.Equal((0, 4, 2), (interval.Lines.Counted, interval.Lines.Lost, interval.Tally.LostPackets));
    }

    [Fact]
    public void What_a_new_run_records_before_published_through_is_declared_lost_in_its_first_open_interval()
    {
        Inventory(Recording(1, began: 0));
        Take(1, 0, 0, 61, 5);
        Published();
        Inventory(Over(1, began: 0, end: 61, last: 0), Recording(2, began: 50));

        Take(2, 0, begin: 50, end: 121, TallyOf(0, 4), recorded: 4, last: 58);

        var interval = Assert.Single(_ledger.NextComplete(10));
        Assert.Equal((60, 0, 4, null), (interval.StartUnixSeconds - T0, interval.Lines.Counted, interval.Lines.Lost, interval.Lines.Recorded));
    }

    [Fact]
    public void What_came_late_by_a_clock_step_is_declared_lost_again_in_a_new_term_only_until_it_is_published()
    {
        var run = Recording(2, began: 50) with { LateBeforeUnixNs = Ns(60) };
        _ledger.TakeInventory([run], Ns(121), Ns(60));
        var later = new SourceLedger(Source, new LedgerOptions(IntervalLength.OneMinute, 3, 100));
        later.TakeInventory([run], Ns(181), Ns(120));

        Take(2, 0, begin: 50, end: 121, TallyOf(0, 4));
        var tally = TallyOf(0, 4);
        later.Take(Decided(2, 0, 50, 121, 121, null, tally), tally);
        later.Take(Decided(2, 1, 121, 181, 181, null, new Tally()), new Tally());

        Assert.Equal(4, Assert.Single(_ledger.NextComplete(10)).Lines.Lost);
        Assert.Equal(0, Assert.Single(later.NextComplete(10)).Lines.Lost);
    }

    [Fact]
    public void Counts_without_a_time_of_a_chunk_across_the_border_are_not_published_twice()
    {
        _ledger.TakeInventory([new RunInventory(1, Ns(0), FirstNumber: 4, null, null)], Ns(61), Ns(60));
        var tally = new Tally();
        tally.Untimed.Add(TracedEvent.FromName("a_b"), "p", 9);

        Take(1, 4, begin: 55, end: 121, tally);

        Assert.Equal([(60, 0)], Published());
    }

    [Fact]
    public void A_silent_sources_interval_goes_out_as_partial_and_later_as_a_whole()
    {
        Inventory(Recording(1, began: 0));
        Take(1, 0, 0, 30, 5);

        var partial = Assert.Single(_ledger.Partial(long.MinValue, Ns(60), 10));
        Assert.True(partial.Lines.Partial);
        Assert.Empty(_ledger.Partial(long.MinValue, Ns(60), 10));
        Assert.Equal(Ns(0), _ledger.PublishedThroughUnixNs);

        Take(1, 1, 30, 61, 2);
        var whole = Assert.Single(_ledger.NextComplete(10));
        Assert.Equal((7, false), (whole.Lines.Counted, whole.Lines.Partial));
    }

    [Fact]
    public void A_clock_set_back_far_publishes_again_from_the_new_run()
    {
        Inventory(Recording(1, began: 0));
        Take(1, 0, 0, 1801, 5);
        Published();

        Inventory(Over(1, began: 0, end: 1801, last: 0), Recording(2, began: 600));
        Take(2, 0, 600, 661, 3);

        Assert.Equal([(600, 3)], Published());
    }

    [Fact]
    public void Another_term_has_published_where_published_through_stands_beyond_what_this_one_has_or_before_all_that_it_told()
    {
        Assert.False(_ledger.IsOvertaken(Ns(60)));
        _ledger.TakeInventory([Recording(1, began: 1500)], Ns(1860), Ns(1740));
        Take(1, 0, 1500, 1861, TallyOf(1740, 5));
        Assert.Equal([(1740, 5), (1800, 0)], Published());

        Assert.False(_ledger.IsOvertaken(null));
        // Its tracer has not heard the last yet, or has.
        foreach (var told in (long[])[1740, 1800, 1860]) Assert.False(_ledger.IsOvertaken(Ns(told)));
        foreach (var ofAnother in (long[])[1680, 1920]) Assert.True(_ledger.IsOvertaken(Ns(ofAnother)));

        // A clock that this one has seen set back.
        Inventory(Over(1, began: 1500, end: 1861, last: 0), Recording(2, began: 600));
        Assert.False(_ledger.IsOvertaken(Ns(600)));
        Assert.True(_ledger.IsOvertaken(Ns(540)));
    }

    [Fact]
    public void In_a_new_term_after_a_clock_was_set_back_far_a_run_whose_rest_lies_beyond_the_window_holds_nothing_back()
    {
        var before = new RunInventory(1, Ns(0), FirstNumber: 30, Ns(1801), LastNumber: 30) { FirstBeginUnixNs = Ns(1750) };
        _ledger.TakeInventory([before, Recording(2, began: 600)], Ns(661), Ns(600));

        Take(2, 0, 600, 661, 3);

        // The tallies of the first run are sent only when published-through has come near them.
        Assert.True(_ledger.SendUntilUnixNs < Ns(1750));
        Assert.Equal([(600, 3)], Published());
    }

    [Fact]
    public void A_run_that_has_recorded_for_hours_is_no_clock_set_back_to_a_new_term()
    {
        _ledger.TakeInventory([new RunInventory(1, Ns(0), FirstNumber: 120, null, null)], Ns(7261), Ns(7200));

        Take(1, 120, 7200, 7261, TallyOf(7200, 5));

        Assert.Equal([(7200, 5)], Published());
    }

    [Fact]
    public void A_run_whose_tracer_has_declared_late_what_lies_before_published_through_does_not_take_it_back()
    {
        Inventory(Recording(1, began: 0));
        Take(1, 0, 0, 1801, 5);
        Published();

        // The tracer had heard only of 1,100 s.
        Inventory(Over(1, began: 0, end: 1801, last: 0), Recording(2, began: 600) with { LateBeforeUnixNs = Ns(1100) });

        Assert.Equal(Ns(1800), _ledger.PublishedThroughUnixNs);
    }

    [Fact]
    public void A_long_gap_without_a_run_is_passed_over()
    {
        Inventory(Over(1, began: 0, end: 61, last: 0), Recording(2, began: 1_000_000));
        Take(1, 0, 0, 61, 1);
        Take(2, 0, 1_000_000, 1_000_060, 2);

        Assert.Equal([(0, 1), (60, 0)], Published());
        Assert.Equal([(999_960, 2)], Published());
    }

    [Fact]
    public void A_long_gap_that_no_run_has_ended_yet_is_passed_over_too()
    {
        Inventory(asOf: 100_000_000, Over(1, began: 0, end: 61, last: 0));
        Take(1, 0, 0, 61, 1);

        Assert.Equal([(0, 1), (60, 0)], Published());
        Assert.Empty(Published());
        Inventory(asOf: 100_000_100, Over(1, began: 0, end: 61, last: 0));
        Assert.Equal([(99_999_960, 0), (100_000_020, 0)], Published());
    }

    [Fact]
    public void The_tracers_own_count_is_told_only_where_no_chunk_crosses_the_border()
    {
        Inventory(Recording(1, began: 0));
        Take(1, 0, 0, 30, TallyOf(0, 5), last: 29, recorded: 5);
        Take(1, 1, 30, 60, TallyOf(0, 6), last: 59, recorded: 6);
        Take(1, 2, 60, 120, TallyOf(60, 1), last: 121, recorded: 1);

        Assert.Equal([11L, null], _ledger.NextComplete(10).Select(interval => interval.Lines.Recorded));
    }

    [Fact]
    public void A_partial_interval_makes_no_claim_that_a_chunk_still_to_come_would_belie()
    {
        Inventory(Recording(1, began: 0));
        Take(1, 0, 0, 30, TallyOf(0, 5), last: 29, recorded: 5);

        Assert.Null(Assert.Single(_ledger.Partial(long.MinValue, Ns(60), 10)).Lines.Recorded);

        // It crosses the interval's end: the correction says nothing either, and what had been said would have stayed.
        Take(1, 1, 30, 90, TallyOf(0, 6), recorded: 7);
        Assert.Null(Assert.Single(_ledger.NextComplete(10)).Lines.Recorded);
    }

    [Fact]
    public void What_is_lost_by_a_clock_step_is_no_claim_of_the_interval_that_it_was_recorded_in()
    {
        // A former term has published up to 120 before the run began again at 60; this one publishes from 60 on once more.
        _ledger.TakeInventory([Recording(2, began: 60) with { LateBeforeUnixNs = Ns(120) }], Ns(90), Ns(60));
        Take(2, 0, 60, 120, TallyOf(60, 3), last: 119, recorded: 3);
        Take(2, 1, 120, 181, new Tally());

        Assert.Equal([(60, null, 0), (120, null, 3)], _ledger.NextComplete(10).Select(interval => (interval.StartUnixSeconds - T0, interval.Lines.Recorded, interval.Lines.Lost)));
    }

    [Fact]
    public void A_chunk_that_a_former_term_has_published_whole_touches_no_interval_of_this_one()
    {
        _ledger.TakeInventory([Over(1, began: 0, end: 50, last: 0), Recording(2, began: 125)], Ns(125), Ns(60));
        Take(1, 0, 0, 50, TallyOf(0, 5), last: 50, recorded: 5);

        // Nothing was recorded in it, and the former term would have said so without a claim.
        Assert.Null(Assert.Single(_ledger.NextComplete(10)).Lines.Recorded);
    }

    [Fact]
    public void A_host_stays_as_old_as_its_first_run_when_it_begins_another()
    {
        Inventory(Recording(1, began: 0));
        Inventory(asOf: 60, Over(1, began: 0, end: 20, last: -1), Recording(2, began: 25));
        Inventory(asOf: 120, Recording(2, began: 25));

        Assert.Equal(Ns(0), _ledger.OldestRunBeganUnixNs);
    }

    [Fact]
    public void What_a_run_recorded_in_intervals_handed_out_before_it_was_known_is_lost_in_this_term_and_in_the_next()
    {
        Inventory(Recording(1, began: 0));
        Take(1, 0, 0, 61, 5);
        Assert.Single(_ledger.NextComplete(10));
        // The clock was set back by 31 s.
        Inventory(asOf: 30, Over(1, began: 0, end: 61, last: 0), Recording(2, began: 30));
        Assert.Equal([(2L, Ns(60))], _ledger.LateRuns);
        _ledger.Confirm(T0);

        // The tracer has made both durable, and its chunk is counted only now.
        var next = new SourceLedger(Source, new LedgerOptions(IntervalLength.OneMinute, WindowIntervals: 3, MaxGapIntervals: 100));
        next.TakeInventory([Recording(2, began: 30) with { LateBeforeUnixNs = Ns(60) }], Ns(30), Ns(60));
        var tally = TallyOf(0, 4);
        foreach (var ledger in new[] { _ledger, next }) ledger.Take(Decided(2, 0, 30, 121, 121, null, tally), tally);

        Assert.All([_ledger, next], ledger => Assert.Equal((0, 4), Counts(Assert.Single(ledger.NextComplete(10)))));

        static (long Counted, long Lost) Counts(LedgerInterval interval) => (interval.Lines.Counted, interval.Lines.Lost);
    }

    [Fact]
    public void What_was_a_gap_when_it_was_handed_out_is_one_again_after_a_late_run_and_in_the_next_term()
    {
        var over = Over(1, began: 0, end: 70, last: 0);
        Inventory(asOf: 125, over);
        Take(1, 0, 0, 70, 5);
        Assert.Equal([0, 50], Gaps(_ledger));
        // The clock was set back by 30 s.
        var late = Recording(2, began: 95);
        Inventory(asOf: 95, over, late);

        _ledger.Restart();
        var next = new SourceLedger(Source, new LedgerOptions(IntervalLength.OneMinute, WindowIntervals: 3, MaxGapIntervals: 100));
        next.TakeInventory([over, late with { LateBeforeUnixNs = Ns(120) }], Ns(95), Ns(0));
        next.Take(Decided(1, 0, 0, 70, 70, null, new Tally()), new Tally());

        foreach (var ledger in new[] { _ledger, next })
        {
            ledger.Take(Decided(2, 0, 95, 121, 121, null, new Tally()), new Tally());
            Assert.Equal([0, 50], Gaps(ledger));
        }

        static IEnumerable<double> Gaps(SourceLedger ledger) => ledger.NextComplete(10).Select(interval => interval.Lines.GapSeconds);
    }

    [Fact]
    public void A_lost_chunk_is_told_in_the_interval_it_begins_in()
    {
        Inventory(Recording(1, began: 0));
        _ledger.Take(Decided(1, 0, 0, 61, 61, null, new Tally()) with { LostChunks = 1, Outcome = ChunkOutcome.Dropped }, new Tally());

        Assert.Equal(1, Assert.Single(_ledger.NextComplete(10)).Lines.LostChunks);
    }

    [Fact]
    public void The_window_holds_back_what_lies_far_ahead()
    {
        Inventory(Recording(1, began: 0));

        Assert.Equal(Ns(180), _ledger.SendUntilUnixNs);
    }

    [Fact]
    public void A_run_of_which_a_dead_tracers_last_word_told_after_its_successors_first_holds_nothing_back()
    {
        Inventory(Over(1, began: 0, end: 50, last: 0), Recording(2, began: 55));
        Take(1, 0, 0, 50, 5);
        Take(2, 0, 55, 61, 7);
        Assert.Equal([(0, 12)], Published());
        Inventory(asOf: 70, Recording(2, began: 55));

        Inventory(asOf: 51, Over(1, began: 0, end: 50, last: 0));
        Inventory(asOf: 75, Recording(2, began: 55));

        Take(2, 1, 61, 121, 3);
        Assert.Equal([(60, 3)], Published());
    }

    private static long Ns(long seconds) => (T0 + seconds) * 1_000_000_000;

    private static RunInventory Recording(long run, long began) => new(run, Ns(began), FirstNumber: 0, null, null);

    private static RunInventory Over(long run, long began, long end, long last) => new(run, Ns(began), FirstNumber: 0, Ns(end), last);

    private void Inventory(params RunInventory[] runs) => Inventory(asOf: 0, runs);

    private void Inventory(long asOf, params RunInventory[] runs) => _ledger.TakeInventory(runs, Ns(asOf), null);

    private static Tally TallyOf(long interval, long count)
    {
        var tally = new Tally();
        if (count > 0) tally.Interval(T0 + interval).Add(TracedEvent.FromName("sched_switch"), "bash", count);
        return tally;
    }

    private TakeResult Take(long run, long number, long begin, long end, long count) => Take(run, number, begin, end, TallyOf(begin / 60 * 60, count));

    private TakeResult Take(long run, long number, long begin, long end, Tally tally, long? last = null, long? recorded = null) =>
        _ledger.Take(Decided(run, number, begin, end, last ?? end, recorded, tally), tally);

    private static DecidedChunk Decided(long run, long number, long begin, long end, long last, long? recorded, Tally tally) => new()
    {
        Id = new ChunkId(Source, run, number), BeginUnixNs = Ns(begin), EndUnixNs = Ns(end), LastUnixNs = Ns(last), RecordedEvents = recorded,
        Outcome = ChunkOutcome.Counted, Tally = TallyCodec.Encode(tally),
    };

    private List<(long Start, long Events)> Published(bool confirm = true)
    {
        var intervals = _ledger.NextComplete(100);
        var values = intervals.Select(interval => (interval.StartUnixSeconds - T0, interval.Tally.Events)).ToList();
        foreach (var interval in confirm ? intervals : []) _ledger.Confirm(interval.StartUnixSeconds);
        return values;
    }
}
