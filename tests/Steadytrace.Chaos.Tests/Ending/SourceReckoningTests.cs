using Steadytrace.Chaos.Ending;
using Steadytrace.Chaos.Load;

namespace Steadytrace.Chaos.Tests.Ending;

/// <summary>A run that is wrong in one way must be found wrong.</summary>
public sealed class SourceReckoningTests
{
    private const string Head = "10sec.ftrace", Tail = "lab.host-a";
    private readonly Dictionary<(string Name, long UnixSeconds), double> _published = [];
    private readonly List<OwnSpan> _own = [];

    [Fact]
    public void What_is_published_as_the_program_made_it_adds_up()
    {
        Interval(100, made: 50, counted: 50);
        Interval(110, made: 60, counted: 60);

        var reckoning = Reckon(new TracersCount(110, 0));

        Assert.Empty(reckoning.Wrongs);
        Assert.Equal((110, 110, 0), (reckoning.Own, reckoning.Counted, reckoning.Lost));
    }

    [Fact]
    public void What_the_tracer_says_it_lost_adds_up()
    {
        Interval(100, made: 50, counted: 30);
        Interval(110, made: 60, counted: 60, lost: 20);

        Assert.Empty(Reckon(new TracersCount(110, 20)).Wrongs);
        Assert.Empty(Reckon(new TracersCount(null, 20)).Wrongs);
    }

    [Fact]
    public void A_tracer_that_cannot_tell_its_loss_leaves_the_programs_own_number_to_compare()
    {
        Interval(100, made: 50, counted: 30, lost: 20);
        Assert.Empty(Reckon(new TracersCount(null, null)).Wrongs);

        Interval(110, made: 60, counted: 40, lost: 19);
        Assert.NotEmpty(Reckon(new TracersCount(null, null)).Wrongs);
    }

    [Fact]
    public void What_a_killed_tracer_had_in_its_hands_is_told_by_the_kernels_own_count()
    {
        Interval(100, made: 50, counted: 30, lost: 20);

        var reckoning = Reckon(new TracersCount(50, 15));

        Assert.Empty(reckoning.Wrongs);
        Assert.Equal(5, reckoning.LostInHands);
    }

    [Fact]
    public void An_event_counted_twice_is_found()
    {
        Interval(100, made: 50, counted: 51);

        Assert.Contains(Reckon(new TracersCount(50, 0)).Wrongs, wrong => wrong.Contains("the program made 50, published are 51", StringComparison.Ordinal));
    }

    [Fact]
    public void An_event_in_the_interval_beside_its_own_is_found_though_the_sum_is_right()
    {
        Interval(100, made: 50, counted: 49);
        Interval(110, made: 50, counted: 51);

        Assert.NotEmpty(Reckon(new TracersCount(100, 0)).Wrongs);
    }

    [Fact]
    public void A_loss_that_nobody_declares_is_found()
    {
        Interval(100, made: 50, counted: 49);

        Assert.NotEmpty(Reckon(new TracersCount(50, 0)).Wrongs);
        Assert.NotEmpty(Reckon(new TracersCount(49, 0)).Wrongs);
        Assert.NotEmpty(Reckon(null, isExact: false).Wrongs);
    }

    [Fact]
    public void A_loss_that_the_tracer_does_not_know_is_found()
    {
        Interval(100, made: 50, counted: 49, lost: 1);

        Assert.NotEmpty(Reckon(new TracersCount(null, 0)).Wrongs);
    }

    [Fact]
    public void A_hole_between_two_intervals_is_found()
    {
        Interval(100, made: 50, counted: 50);
        Interval(120, made: 50, counted: 50);

        Assert.Contains(Reckon(new TracersCount(100, 0)).Wrongs, wrong => wrong.Contains("no interval between", StringComparison.Ordinal));
    }

    [Fact]
    public void A_chunk_or_a_second_lost_without_a_fault_that_destroys_one_is_found()
    {
        Interval(100, made: 50, counted: 50);
        Interval(110, made: 50, counted: 50);
        Interval(120, made: 50, counted: 50);
        _published[($"{Head}.ledger.gap_seconds.{Tail}", 110)] = 0.5;
        Assert.NotEmpty(Reckon(new TracersCount(150, 0)).Wrongs);

        _published[($"{Head}.ledger.gap_seconds.{Tail}", 110)] = 0;
        _published[($"{Head}.ledger.lost_chunks.{Tail}", 110)] = 1;
        Assert.NotEmpty(Reckon(new TracersCount(150, 0)).Wrongs);
    }

    [Fact]
    public void Families_that_do_not_add_up_to_what_was_counted_are_found()
    {
        Interval(100, made: 50, counted: 50);
        _published[($"{Head}.procname._other.{Tail}", 100)] = 1;

        Assert.Contains(Reckon(new TracersCount(50, 0)).Wrongs, wrong => wrong.Contains("procname", StringComparison.Ordinal));
    }

    [Fact]
    public void A_second_run_of_a_recorder_that_nothing_ended_is_found()
    {
        Interval(100, made: 50, counted: 50);

        Assert.NotEmpty(Reckon(null).Wrongs);
        Assert.Empty(Reckon(null, isExact: false).Wrongs);
    }

    [Fact]
    public void With_a_full_disk_a_chunk_may_be_missing_that_is_declared()
    {
        Interval(100, made: 50, counted: 20);
        Interval(110, made: 50, counted: 50);
        _published[($"{Head}.ledger.lost_chunks.{Tail}", 100)] = 1;

        Assert.Empty(Reckon(null, isExact: false).Wrongs);
    }

    [Fact]
    public void It_is_complete_with_every_interval_and_one_more_and_none_of_them_partial()
    {
        Interval(100, made: 50, counted: 50);
        Assert.False(IsComplete());

        Publish(110, 0, 0);
        Assert.True(IsComplete());

        _published[($"{Head}.ledger.partial.{Tail}", 100)] = 1;
        Assert.False(IsComplete());
    }

    private bool IsComplete() => SourceReckoning.IsComplete(Head, Tail, _published, 10, _own);

    private SourceReckoning Reckon(TracersCount? tracer, bool isExact = true) => SourceReckoning.Of(Head, Tail, _published, 10, _own, tracer, isExact);

    private void Interval(long start, long made, long counted, long lost = 0)
    {
        _own.Add(new OwnSpan(start, start + 10, new Dictionary<string, long> { ["events.a"] = made, ["procname.p"] = made }));
        Publish(start, counted, lost);
        _published[($"{Head}.events.a.{Tail}", start)] = counted;
        _published[($"{Head}.procname.p.{Tail}", start)] = counted;
    }

    private void Publish(long start, long counted, long lost)
    {
        foreach (var (column, value) in ((string, double)[])[("counted", counted), ("lost", lost), ("lost_chunks", 0), ("gap_seconds", 0), ("partial", 0)])
            _published[($"{Head}.ledger.{column}.{Tail}", start)] = value;
        _published[($"{Head}.procname._other.{Tail}", start)] = 0;
    }
}
