using Akka.Actor;
using Akka.TestKit;
using Steadytrace.Cluster.Aggregation;
using Steadytrace.Cluster.Messages;
using Steadytrace.Cluster.Node;
using Steadytrace.Metrics;
using Steadytrace.Metrics.Names;
using Steadytrace.Recording;
using Steadytrace.Recording.Spool;
using Steadytrace.Traces.Tallies;

namespace Steadytrace.Cluster.Tests.Aggregation;

/// <summary>The test is tracer and broker. Times are seconds from a whole minute; the interval is a minute.</summary>
public sealed class AggregatorActorTests : ClusterActorTests
{
    private static readonly SourceId Source = new(new HostId("laptop"), "scripted");
    private readonly ScriptedBroker _broker = new();
    private readonly FailureBoard _failures;
    private readonly TestProbe _tracer;
    private IActorRef _aggregator;
    private readonly Term _term;
    private long _sequence;

    public AggregatorActorTests()
    {
        _failures = new FailureBoard("node", Clock);
        _tracer = CreateTestProbe();
        _term = new Term(Ns(0), SelfNode);
        _aggregator = Start(new AggregatorOptions { ForgetAfter = TimeSpan.FromMinutes(30) });
    }

    [Fact]
    public void An_interval_goes_from_inventory_and_tallies_through_the_broker_to_published_through()
    {
        Report();
        Assert.Equal(Ns(0), _tracer.ExpectMsg<InventoryTaken>().PublishedThroughUnixNs);

        Tally(0, 0, 30, events: 5);
        Assert.Equal(0, _tracer.ExpectMsg<TallyTaken>().Id.Number);
        Tally(1, 30, 61, events: 7);
        _tracer.ExpectMsg<TallyTaken>();

        Assert.Equal(Ns(60), _tracer.ExpectMsg<InventoryTaken>().PublishedThroughUnixNs);
        Assert.Equal(12, EventsOf(Assert.Single(_broker.Sent)));
    }

    [Fact]
    public void People_are_told_of_an_interval_on_which_cpus_its_tracer_lost_and_metrics_only_how_much()
    {
        Report();
        Tally(0, 0, 30, events: 5, lost: [(3, new LostOnCpu(7, 0)), (0, new LostOnCpu(1, 2))]);
        Tally(1, 30, 61, events: 7, lost: (3, new LostOnCpu(10, 1)));
        AwaitCondition(() => _broker.Sent.Count == 1);

        _aggregator.Tell(new IntervalsWanted(10), TestActor);

        var interval = ExpectMsg<IntervalsGiven>().Intervals.Single(one => one.Start == T0);
        Assert.Equal([new LossOfCpu("cpu 3", 17, 1), new LossOfCpu("cpu 0", 1, 2)], interval.LostByCpu);
        Assert.Equal((18, 3), (interval.Lost, interval.LostPackets));
        Assert.Equal(18, ValueOf(Assert.Single(_broker.Sent), "ledger.lost"));
        Assert.DoesNotContain(_broker.Sent.Single().Lines, line => line.Name.Contains("cpu", StringComparison.Ordinal));
    }

    [Fact]
    public void An_interval_is_sent_once_however_often_its_tracer_reports_and_repeats()
    {
        _broker.Holds = true;
        Report();
        Tally(0, 0, 61, events: 5);
        AwaitCondition(() => _broker.Sent.Count == 1);

        Report();
        Tally(0, 0, 61, events: 5);
        Advance(TimeSpan.FromSeconds(10));
        Settle(_aggregator);

        Assert.Single(_broker.Sent);
    }

    [Fact]
    public void A_tally_without_an_inventory_before_is_not_taken()
    {
        Tally(0, 0, 61, events: 5);

        _tracer.ExpectNoMsg(TimeSpan.FromMilliseconds(100));
        Assert.Empty(_broker.Sent);
    }

    [Fact]
    public void A_tally_of_another_term_is_not_taken()
    {
        Report();
        _tracer.ExpectMsg<InventoryTaken>();

        Tally(0, 0, 61, events: 5, term: new Term(7, "former:1"));

        _tracer.ExpectNoMsg(TimeSpan.FromMilliseconds(100));
    }

    [Fact]
    public void Published_through_waits_for_the_confirm()
    {
        _broker.Holds = true;
        Report();
        Tally(0, 0, 61, events: 5);
        AwaitCondition(() => _broker.Sent.Count == 1);
        Assert.IsType<TallyTaken>(_tracer.FishForMessage(message => message is TallyTaken));
        _tracer.ExpectNoMsg(TimeSpan.FromMilliseconds(50));

        _broker.Confirm();

        Assert.Equal(Ns(60), _tracer.ExpectMsg<InventoryTaken>().PublishedThroughUnixNs);
    }

    [Fact]
    public void Sources_that_wait_for_room_at_the_broker_take_turns_and_each_of_their_intervals_is_sent_once()
    {
        var other = new SourceId(new HostId("server"), "scripted");
        _broker.Holds = true;
        _aggregator = Start(new AggregatorOptions { MaxPublishing = 1 });
        Report();
        Report(source: other);
        Tally(0, 0, 181, events: 5);
        Tally(0, 0, 121, events: 7, source: other);

        for (var sent = 1; sent <= 5; sent++)
        {
            AwaitCondition(() => _broker.Sent.Count == sent);
            Settle(_aggregator);
            Assert.Equal(sent, _broker.Sent.Count);
            _broker.Confirm();
        }

        Settle(_aggregator);
        Assert.Equal(
            [("laptop", 0L), ("laptop", 60), ("server", 0), ("laptop", 120), ("server", 60)],
            _broker.Sent.Select(batch => (batch.Scope.Host, StartOf(batch))));
    }

    [Fact]
    public void What_a_broken_connection_did_not_confirm_is_sent_again_once()
    {
        _broker.Holds = true;
        Report();
        Tally(0, 0, 121, events: 5);
        AwaitCondition(() => _broker.Sent.Count == 2);

        _broker.Holds = false;
        _broker.Break();
        AwaitPublisherAgain(made: 2);
        Report();
        AwaitCondition(() => _broker.Sent.Count >= 4);

        Assert.Equal([5, 0, 5, 0], _broker.Sent.Select(EventsOf));
        Assert.Equal([0L, 60, 0, 60], _broker.Sent.Select(batch => StartOf(batch)));
        Assert.Equal("publisher", Assert.Single(_failures.Recent()).Part);
        AwaitAssert(() => Assert.Equal(Ns(120), PublishedThrough()));
    }

    [Fact]
    public void A_publisher_that_cannot_be_made_is_tried_again()
    {
        AwaitCondition(() => _broker.Made == 1);
        _broker.Holds = true;
        Report();
        Tally(0, 0, 61, events: 5);
        AwaitCondition(() => _broker.Sent.Count == 1);
        (_broker.CannotBeMade, _broker.Holds) = (new InvalidOperationException("no such host"), false);
        _broker.Break();
        AdvanceUntil(() => _broker.Made == 3, "a second try fails too");

        _broker.CannotBeMade = null;

        AwaitPublisherAgain(made: 4);
        Report();
        AwaitCondition(() => _broker.Sent.Count == 2);
    }

    [Fact]
    public void Of_two_hosts_with_one_name_the_one_with_the_younger_run_is_refused_by_the_names_of_both_nodes()
    {
        Report();
        _tracer.ExpectMsg<InventoryTaken>();
        var other = CreateTestProbe();

        Report(tracer: other, node: "other:1", runs: [Recording(9, began: 10)]);

        var refused = other.ExpectMsg<SourceRefused>();
        Assert.Contains("laptop:1", refused.Reason, StringComparison.Ordinal);
        Assert.Contains("other:1", refused.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_two_hosts_with_one_name_the_one_with_the_older_run_stays_even_when_it_is_heard_later()
    {
        Report();
        _tracer.ExpectMsg<InventoryTaken>();
        var older = CreateTestProbe();

        Report(tracer: older, node: "other:1", runs: [Recording(9, began: -600)]);
        older.ExpectMsg<InventoryTaken>();

        Report();
        _tracer.ExpectMsg<SourceRefused>();
    }

    [Fact]
    public void Of_two_hosts_with_one_name_the_one_that_has_no_run_yet_gives_way()
    {
        _aggregator.Tell(new TracerUp(new Address("akka.tcp", "steadytrace", "laptop", 1)));
        Report(runs: []);
        _tracer.ExpectMsg<InventoryTaken>();
        var older = CreateTestProbe();

        Report(tracer: older, node: "other:1");
        older.ExpectMsg<InventoryTaken>();
        Report(runs: [Recording(9, began: 10)]);

        Assert.Contains("other:1", _tracer.ExpectMsg<SourceRefused>().Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_two_hosts_with_one_name_the_older_one_stays_when_none_of_its_runs_is_known_any_more()
    {
        Report();
        _tracer.ExpectMsg<InventoryTaken>();
        Report(runs: [Recording(2, began: 600)], asOf: 600, through: 600);
        _tracer.ExpectMsg<InventoryTaken>();
        var younger = CreateTestProbe();

        Report(tracer: younger, node: "other:1", runs: [Recording(9, began: 300)]);

        younger.ExpectMsg<SourceRefused>();
    }

    [Fact]
    public void Of_two_hosts_whose_names_fall_together_in_metrics_one_is_refused()
    {
        var (dot, underscore) = (CreateTestProbe(), CreateTestProbe());
        Report(tracer: dot, node: "dot:1", source: Named("db.1"));
        dot.ExpectMsg<InventoryTaken>();

        Report(tracer: underscore, node: "underscore:1", source: Named("db_1"), runs: [Recording(9, began: 10)]);

        Assert.Contains("db_1", underscore.ExpectMsg<SourceRefused>().Reason, StringComparison.Ordinal);
        Report(tracer: underscore, node: "underscore:1", source: Named("db_1"), runs: [Recording(9, began: -600)]);
        underscore.ExpectMsg<InventoryTaken>();
        Report(tracer: dot, node: "dot:1", source: Named("db.1"));
        dot.ExpectMsg<SourceRefused>();
    }

    [Fact]
    public void Of_two_hosts_with_one_name_and_a_copy_of_one_spool_the_one_that_is_there_stays_as_long_as_it_is_heard()
    {
        _aggregator.Tell(new TracerUp(new Address("akka.tcp", "steadytrace", "laptop", 1)));
        Report();
        var copy = CreateTestProbe();

        Report(tracer: copy, node: "copy:1");
        Assert.Contains("copy:1", copy.ExpectMsg<SourceRefused>().Reason, StringComparison.Ordinal);

        Advance(TimeSpan.FromSeconds(20));
        Settle(_aggregator);
        Report(tracer: copy, node: "copy:1");
        copy.FishForMessage(message => message is InventoryTaken);
    }

    [Fact]
    public void A_tracer_that_comes_back_on_another_port_with_its_spool_is_the_same()
    {
        Report();
        var anew = CreateTestProbe();

        Report(tracer: anew, node: "laptop:2");

        anew.ExpectMsg<InventoryTaken>();
    }

    [Fact]
    public void A_tracer_whose_spool_was_wiped_begins_anew_and_does_not_wait_for_what_is_lost()
    {
        Report();
        Tally(0, 0, 30, events: 5);
        var anew = CreateTestProbe();

        Report(tracer: anew, runs: [Recording(2, began: 120)]);
        Tally(0, 120, 181, events: 7, run: 2, tracer: anew);

        AwaitCondition(() => _broker.Sent.Count == 1);
        Assert.Equal(7, EventsOf(_broker.Sent.Single()));
    }

    [Fact]
    public void A_tracer_whose_runs_are_all_published_and_forgotten_keeps_its_ledger()
    {
        Report();
        var ledger = _tracer.ExpectMsg<InventoryTaken>().Ledger;
        Tally(0, 0, 61, events: 5);
        _tracer.FishForMessage<InventoryTaken>(taken => taken.PublishedThroughUnixNs == Ns(60));

        // Its end came before the next interval's: nothing of it is left to tell.
        Report(runs: [new RunInventory(1, Ns(0), FirstNumber: 0, Ns(61), LastNumber: 0)], asOf: 61, through: 60);
        Assert.Equal(ledger, _tracer.FishForMessage<InventoryTaken>(_ => true).Ledger);
        Report(runs: [], asOf: 70, through: 60);
        Assert.Equal(ledger, _tracer.FishForMessage<InventoryTaken>(_ => true).Ledger);

        Report(runs: [Recording(2, began: 120)], asOf: 120, through: 60);
        Assert.Equal(ledger, _tracer.FishForMessage<InventoryTaken>(_ => true).Ledger);
        Tally(0, 120, 181, events: 7, run: 2);
        AwaitCondition(() => _broker.Sent.Any(batch => EventsOf(batch) == 7));
    }

    [Fact]
    public void A_tracer_for_which_another_term_has_published_meanwhile_begins_anew_from_there()
    {
        Report();
        Tally(0, 0, 30, events: 5);

        Report(runs: [Recording(1, began: 0) with { FirstNumber = 2 }], through: 60);
        Tally(2, 60, 121, events: 7);

        AwaitCondition(() => _broker.Sent.Count == 1);
        Assert.Equal((60, 7), (StartOf(_broker.Sent.Single()), EventsOf(_broker.Sent.Single())));
    }

    [Fact]
    public void A_dead_tracers_last_word_that_comes_after_its_successors_first_changes_nothing()
    {
        var successor = CreateTestProbe();
        Report(runs: [Recording(1, began: 0)]);
        Report(tracer: successor, runs: [new RunInventory(1, Ns(0), FirstNumber: 0, Ns(10), LastNumber: -1), new RunInventory(2, Ns(20), 0, Ns(30), 0), Recording(3, began: 40)]);
        Tally(0, 20, 30, events: 5, run: 2, tracer: successor);
        successor.FishForMessage(message => message is TallyTaken);

        Report(runs: [Recording(1, began: 0)]);
        Report(tracer: successor, runs: [new RunInventory(2, Ns(20), 0, Ns(30), 0), Recording(3, began: 40)]);
        Tally(0, 40, 61, events: 7, run: 3, tracer: successor);

        AwaitCondition(() => _broker.Sent.Count == 1);
        Assert.Equal(12, EventsOf(_broker.Sent.Single()));
    }

    [Fact]
    public void A_tracer_whose_published_through_another_term_has_taken_back_with_the_clock_begins_anew_from_there()
    {
        Report(runs: [Recording(1, began: 0)]);
        // The run that set the clock back by more than ten minutes is published and forgotten; the next began a moment less before this ledger's end.
        Report(runs: [Recording(3, began: -590)], asOf: -590, through: -600);
        Tally(0, -590, -479, events: 7, run: 3);

        AwaitCondition(() => _broker.Sent.Count == 2);
        Assert.Equal([(-600, 7), (-540, 0)], _broker.Sent.Select(batch => (StartOf(batch), EventsOf(batch))));
        Assert.Equal(0, _broker.Sent.Sum(batch => ValueOf(batch, "ledger.lost")));
    }

    [Fact]
    public void What_went_out_as_partial_is_corrected_with_all_its_names_by_a_ledger_that_was_begun_anew_too()
    {
        var names = new MetricOptions().MaxProcessNames + 5;
        Report(through: 0);
        Tally(0, 0, 30, events: 5);
        _tracer.FishForMessage(message => message is TallyTaken);
        Listen(TimeSpan.FromMinutes(9));
        AdvanceUntil(() => _broker.Sent.Count == 1, "the partial interval");

        Report(through: -60);
        Tally(0, 0, 61, processes: names);

        AwaitCondition(() => _broker.Sent.Any(batch => batch.StartUnixSeconds == T0.ToUnixTimeSeconds() && ValueOf(batch, "ledger.partial") == 0));
        Assert.Equal(names, _broker.Sent.Last().Lines.Count(line => line.Name.Contains(".procname.p", StringComparison.Ordinal)));
    }

    [Fact]
    public void What_is_confirmed_to_a_ledger_that_has_begun_anew_since_moves_nothing()
    {
        _broker.Holds = true;
        Report();
        Tally(0, 0, 121, events: 5);
        AwaitCondition(() => _broker.Sent.Count == 2);
        Report(through: 60);
        Assert.Equal(Ns(60), _tracer.FishForMessage<InventoryTaken>(taken => taken.Ledger == 2).PublishedThroughUnixNs);
        Tally(0, 0, 121, events: 5);
        AwaitCondition(() => _broker.Sent.Count == 3);
        _tracer.ExpectMsg<TallyTaken>();

        _broker.Confirm();
        _broker.Confirm();
        _tracer.ExpectNoMsg(TimeSpan.FromMilliseconds(50));

        _broker.Confirm();
        Assert.Equal(Ns(120), _tracer.ExpectMsg<InventoryTaken>().PublishedThroughUnixNs);
    }

    [Fact]
    public void A_tally_that_cannot_be_read_holds_back_its_source_and_nobody_else()
    {
        Report();
        byte[] nonsense = [1, 2, 3];
        _aggregator.Tell(new TallyDecided(_term, Decided(0, 0, 61), TallyParts.Cut(nonsense)[0]), _tracer);

        Report();

        Assert.Equal(-1 + 2, _tracer.FishForMessage<InventoryTaken>(_ => true).NewestRun);
        AwaitAssert(() => Assert.Contains("cannot be read", Assert.Single(_failures.Recent()).LastMessage, StringComparison.Ordinal));
    }

    [Fact]
    public void A_tally_that_is_repeated_is_answered_and_not_read_again()
    {
        byte[] nonsense = [1, 2, 3];
        Report();
        Tally(0, 0, 30, events: 5);
        _tracer.FishForMessage(message => message is TallyTaken);

        _aggregator.Tell(new TallyDecided(_term, Decided(0, 0, 30), TallyParts.Cut(nonsense)[0]), _tracer);

        Assert.Equal(0, _tracer.ExpectMsg<TallyTaken>().Id.Number);
        Assert.Empty(_failures.Recent());
    }

    [Fact]
    public void A_silent_sources_interval_goes_out_as_partial_after_the_grace_and_as_a_whole_when_it_is_back()
    {
        Report();
        Tally(0, 0, 30, events: 5);
        _tracer.FishForMessage(message => message is TallyTaken);
        Listen(TimeSpan.FromMinutes(9));
        Assert.Empty(_broker.Sent);

        AdvanceUntil(() => _broker.Sent.Count == 1, "the partial interval");
        Assert.Equal(1, ValueOf(_broker.Sent.Last(), "ledger.partial"));
        Assert.Equal(Ns(0), PublishedThrough());

        Report();
        Tally(1, 30, 61, events: 7);
        AwaitCondition(() => _broker.Sent.Count == 2);
        Assert.Equal((0, 12), (ValueOf(_broker.Sent.Last(), "ledger.partial"), EventsOf(_broker.Sent.Last())));
    }

    [Fact]
    public void What_a_former_term_may_have_published_as_complete_does_not_go_out_as_partial()
    {
        _broker.Connects = new TaskCompletionSource();
        _aggregator = Start(new AggregatorOptions { ForgetAfter = TimeSpan.FromMinutes(30) });
        Report();
        Tally(0, 0, 30, events: 5);
        _tracer.FishForMessage(message => message is TallyTaken);
        Listen(TimeSpan.FromMinutes(1));

        // Until now a former term was the publisher; the tracer may have told it what this one never heard.
        _broker.Connects.SetResult();
        Listen(TimeSpan.FromMinutes(20));
        Assert.Empty(_broker.Sent);

        // It has come back, and tells that nobody has published anything. What it tells from now on this term alone has heard.
        Report(asOf: 1300);
        Tally(2, 1260, 1310, events: 7);
        Listen(TimeSpan.FromMinutes(9));
        Assert.Empty(_broker.Sent);
        AdvanceUntil(() => _broker.Sent.Count == 1, "the partial interval");
        Assert.Equal((1260, 1, 7), (StartOf(_broker.Sent.Last()), ValueOf(_broker.Sent.Last(), "ledger.partial"), EventsOf(_broker.Sent.Last())));
    }

    [Fact]
    public void What_ended_before_the_tracer_first_told_this_term_anything_goes_out_as_partial_only_when_its_host_is_gone_for_good()
    {
        // A former term had all of the first interval, published it, and died before it could tell the tracer; this one misses a chunk of it.
        Report(asOf: 65);
        Tally(0, 0, 30, events: 5);
        Tally(2, 61, 90, events: 7);
        _tracer.FishForMessage(message => message is TallyTaken { Id.Number: 2 });

        Listen(TimeSpan.FromMinutes(29));
        Assert.Equal([(60, 7)], _broker.Sent.Select(batch => (StartOf(batch), EventsOf(batch))));

        AdvanceUntil(() => _broker.Sent.Count == 2, "the other partial interval");
        Assert.Equal((0, 1, 5), (StartOf(_broker.Sent.Last()), ValueOf(_broker.Sent.Last(), "ledger.partial"), EventsOf(_broker.Sent.Last())));
    }

    [Fact]
    public void What_ended_before_this_term_by_its_own_clock_does_not_go_out_as_partial_either_however_old_the_inventory_is()
    {
        Report(runs: [Recording(1, began: -120)], asOf: -100);
        Tally(0, -120, -90, events: 5);
        Tally(2, -60, -30, events: 6);
        Tally(3, 0, 30, events: 7);
        _tracer.FishForMessage(message => message is TallyTaken { Id.Number: 3 });

        Listen(TimeSpan.FromMinutes(29));

        Assert.Equal([(0, 7)], _broker.Sent.Select(batch => (StartOf(batch), EventsOf(batch))));
    }

    [Fact]
    public void What_a_host_had_told_that_is_gone_for_good_goes_out_as_partial_all_the_same()
    {
        _broker.Connects = new TaskCompletionSource();
        _aggregator = Start(new AggregatorOptions { ForgetAfter = TimeSpan.FromMinutes(30) });
        Report();
        Tally(0, 0, 30, events: 5);
        _tracer.FishForMessage(message => message is TallyTaken);
        Listen(TimeSpan.FromMinutes(1));
        _broker.Connects.SetResult();
        Listen(TimeSpan.FromMinutes(28));
        Assert.Empty(_broker.Sent);

        AdvanceUntil(() => _broker.Sent.Count == 1, "the partial interval");
        Assert.Equal((1, 5), (ValueOf(_broker.Sent.Last(), "ledger.partial"), EventsOf(_broker.Sent.Last())));
    }

    [Fact]
    public void A_publisher_that_reconnects_within_its_term_takes_no_source_for_silent_before_the_grace()
    {
        _broker.Holds = true;
        Report();
        Tally(0, 0, 61, events: 5);
        AwaitCondition(() => _broker.Sent.Count == 1);
        Tally(1, 61, 90, events: 7);
        _tracer.FishForMessage(message => message is TallyTaken { Id.Number: 1 });
        _broker.Holds = false;
        Listen(TimeSpan.FromMinutes(8));

        // A successor may have been the publisher meanwhile, if this term is a former one. Then it is ended before long.
        _broker.Break();
        AwaitPublisherAgain(made: 2);
        Listen(TimeSpan.FromMinutes(9));
        Assert.Single(_broker.Sent);
        AdvanceUntil(() => _broker.Sent.Count == 2, "the complete interval, once more");
        Assert.Equal((0, 5), (ValueOf(_broker.Sent.Last(), "ledger.partial"), EventsOf(_broker.Sent.Last())));
        Listen(TimeSpan.FromMinutes(9));
        Assert.Equal(2, _broker.Sent.Count);
        AdvanceUntil(() => _broker.Sent.Count == 3, "the partial interval, since its host is gone for good");

        Assert.Equal((1, 7), (ValueOf(_broker.Sent.Last(), "ledger.partial"), EventsOf(_broker.Sent.Last())));
    }

    [Fact]
    public void A_term_that_gets_the_place_again_says_nothing_of_a_source_before_that_has_told_how_things_stand_since()
    {
        _broker.Holds = true;
        Report(place: 1);
        Tally(0, 0, 61, events: 5);
        AwaitCondition(() => _broker.Sent.Count == 1);
        _broker.Holds = false;
        _broker.Break();
        AwaitPublisherAgain(made: 2);

        // Under way since before: a successor may have been the publisher after it was sent, and have heard of a clock that was set back.
        Report(place: 1);
        Tally(1, 61, 121, events: 7);
        Listen(TimeSpan.FromMinutes(1));
        Assert.Single(_broker.Sent);

        Report(place: 2);
        AwaitCondition(() => _broker.Sent.Count == 3);
        Assert.Equal([(0, 5), (0, 5), (60, 7)], _broker.Sent.Select(batch => (StartOf(batch), EventsOf(batch))));
    }

    [Fact]
    public void An_aggregator_that_was_stopped_itself_takes_no_source_for_silent_before_it_has_listened_for_the_grace()
    {
        Report();
        Tally(0, 0, 30, events: 5);
        _tracer.FishForMessage(message => message is TallyTaken);
        Advance(TimeSpan.FromMinutes(20));
        Listen(TimeSpan.FromMinutes(9));
        Assert.Empty(_broker.Sent);

        AdvanceUntil(() => _broker.Sent.Count == 1, "the partial interval");
    }

    [Fact]
    public void A_hand_over_waits_for_open_confirms_and_sends_nothing_new()
    {
        _broker.Holds = true;
        Report();
        Tally(0, 0, 61, events: 5);
        AwaitCondition(() => _broker.Sent.Count == 1);
        Watch(_aggregator);

        _aggregator.Tell(HandOver.Instance);
        Tally(1, 61, 121, events: 7);
        ExpectNoMsg(TimeSpan.FromMilliseconds(100));
        Assert.Single(_broker.Sent);
        _broker.Confirm();

        ExpectTerminated(_aggregator);
    }

    [Fact]
    public void A_hand_over_waits_at_most_five_seconds()
    {
        _broker.Holds = true;
        Report();
        Tally(0, 0, 61, events: 5);
        AwaitCondition(() => _broker.Sent.Count == 1);
        Watch(_aggregator);

        _aggregator.Tell(HandOver.Instance);
        Settle(_aggregator);
        Advance(TimeSpan.FromSeconds(4.9));
        ExpectNoMsg(TimeSpan.FromMilliseconds(100));
        Advance(TimeSpan.FromSeconds(0.2));

        ExpectTerminated(_aggregator);
    }

    [Fact]
    public void What_a_former_term_may_have_published_as_partial_is_corrected_with_all_its_names()
    {
        var names = new MetricOptions().MaxProcessNames + 5;
        // The tracer was silent for longer than the grace time, as its clock tells; then it reports to this term.
        Report(asOf: 1200);
        Tally(0, 0, 61, processes: names);

        AwaitCondition(() => _broker.Sent.Count == 1);
        Assert.Equal(names, _broker.Sent.Single().Lines.Count(line => line.Name.Contains(".procname.p", StringComparison.Ordinal)));
    }

    [Fact]
    public void What_no_term_can_have_published_as_partial_keeps_its_limit_of_names()
    {
        var names = new MetricOptions().MaxProcessNames + 5;
        Report(asOf: 500);
        Tally(0, 0, 61, processes: names);

        AwaitCondition(() => _broker.Sent.Count == 1);
        Assert.True(_broker.Sent.Single().Lines.Count(line => line.Name.Contains(".procname.p", StringComparison.Ordinal)) < names);
    }

    [Fact]
    public void A_name_that_comes_back_to_its_first_host_begins_another_ledger_and_loses_nothing()
    {
        Report();
        Tally(0, 0, 30, events: 5);
        var first = _tracer.FishForMessage<TallyTaken>(_ => true).Ledger;
        var older = CreateTestProbe();
        Report(tracer: older, node: "other:1", runs: [Recording(9, began: -600)]);
        Assert.NotEqual(first, older.ExpectMsg<InventoryTaken>().Ledger);
        Advance(TimeSpan.FromMinutes(11));
        Settle(_aggregator);

        Report();

        // Its tracer sees another ledger and sends all again.
        Assert.True(_tracer.FishForMessage<InventoryTaken>(taken => taken.Ledger != first).Ledger > first);
        Tally(0, 0, 30, events: 5);
        Tally(1, 30, 61, events: 7);
        AwaitCondition(() => _broker.Sent.Any(batch => EventsOf(batch) == 12));
    }

    [Fact]
    public void A_host_gone_for_good_is_forgotten_and_begins_another_ledger_when_it_comes_back_after_all()
    {
        Report();
        var first = _tracer.ExpectMsg<InventoryTaken>().Ledger;
        for (var minute = 0; minute < 31; minute++) Advance(TimeSpan.FromMinutes(1));
        Settle(_aggregator);

        Report();

        Assert.True(_tracer.ExpectMsg<InventoryTaken>().Ledger > first);
    }

    [Fact]
    public void Two_recorders_of_one_host_are_two_sources()
    {
        Report();
        var other = CreateTestProbe();
        _aggregator.Tell(new InventoryReported(_term, Source with { Recorder = "lttng" }, 1, Ns(0), null, [Recording(1, began: 0)], "laptop:1"), other);
        Tally(0, 0, 61, events: 5);

        AwaitCondition(() => _broker.Sent.Count == 1);
        Assert.All(_broker.Sent.Single().Lines, line => Assert.StartsWith("1min.scripted.", line.Name, StringComparison.Ordinal));
        Assert.Equal(Ns(0), other.ExpectMsg<InventoryTaken>().PublishedThroughUnixNs);
    }

    [Fact]
    public void What_stays_down_on_a_node_is_asked_for_at_growing_distances_as_long_as_the_node_tells_of_it()
    {
        var node = CreateTestProbe();
        var asked = new List<int>();
        for (var second = 0; second < 450; second += 10)
        {
            _aggregator.Tell(new PartsDown("laptop:1", ["recorder lttng"]), node);
            Settle(_aggregator);
            Advance(TimeSpan.FromSeconds(10));
            Settle(_aggregator);
            while (node.HasMessages)
                if (node.ReceiveOne(TimeSpan.Zero) is RestartPart { Part: "recorder lttng" }) asked.Add(second);
        }

        Assert.Equal(3, asked.Count);
        Assert.True(asked[2] - asked[1] > asked[1] - asked[0], string.Join(", ", asked));
    }

    /// <summary>Until it has the place again, by a publisher that was made anew.</summary>
    private void AwaitPublisherAgain(int made)
    {
        AdvanceUntil(() => _broker.Made == made, "another publisher");
        AwaitPublisher(_aggregator);
    }

    /// <summary>Until the aggregator has the publisher's place.</summary>
    private void AwaitPublisher(IActorRef aggregator) => AwaitAssert(() =>
    {
        aggregator.Tell(new PublisherReportWanted(), TestActor);
        Assert.Equal("connected", ExpectMsg<PublisherReport>().View.State);
    });

    /// <summary>Time goes on for an aggregator that hears every tick in time.</summary>
    private void Listen(TimeSpan time)
    {
        Settle(_aggregator);
        for (var step = TimeSpan.FromSeconds(2); time > TimeSpan.Zero; time -= step)
        {
            Advance(step);
            Settle(_aggregator);
        }
    }

    private static RunInventory Recording(long run, double began) => new(run, Ns(began), FirstNumber: 0, null, null);

    private IActorRef Start(AggregatorOptions options)
    {
        var node = new NodeOptions
        {
            Host = new HostId("here"), Datacenter = "local", Roles = [NodeRoles.Aggregator], HttpAddress = new Uri("http://127.0.0.1:9470"), ClusterToken = "",
            Aggregator = options with { Publisher = _broker.Make },
        };
        var aggregator = Sys.ActorOf(Props.Create(() => new AggregatorActor(node, _failures, Clock)));
        if (_broker.Connects.Task.IsCompleted && _broker.CannotBeMade is null) AwaitPublisher(aggregator);
        return aggregator;
    }

    private void Report(TestProbe? tracer = null, string node = "laptop:1", RunInventory[]? runs = null, SourceId? source = null, double asOf = 0, double? through = null, long? place = null) => _aggregator.Tell(
        new InventoryReported(_term, source ?? Source, ++_sequence, Ns(asOf), through is { } seconds ? Ns(seconds) : null, runs ?? [Recording(1, began: 0)], node) { Place = place }, tracer ?? _tracer);

    private static SourceId Named(string host) => new(new HostId(host), Source.Recorder);

    private long? PublishedThrough()
    {
        var probe = CreateTestProbe();
        Report(tracer: probe);
        return probe.ExpectMsg<InventoryTaken>().PublishedThroughUnixNs;
    }

    private void Tally(long number, double begin, double end, int processes)
    {
        var tally = new Tally();
        var interval = tally.Interval(IntervalLength.OneMinute.StartOf(Ns(begin)));
        for (var process = 0; process < processes; process++) interval.Add(TracedEvent.FromName("sched_switch"), $"p{process}", 1);
        foreach (var part in TallyParts.Cut(TallyCodec.Encode(tally))) _aggregator.Tell(new TallyDecided(_term, Decided(number, begin, end), part), _tracer);
    }

    private void Tally(long number, double begin, double end, long events, long run = 1, Term? term = null, SourceId? source = null, TestProbe? tracer = null, params (int Cpu, LostOnCpu Loss)[] lost)
    {
        var tally = new Tally();
        var interval = tally.Interval(IntervalLength.OneMinute.StartOf(Ns(begin)));
        interval.Add(TracedEvent.FromName("sched_switch"), "bash", events);
        foreach (var (cpu, loss) in lost) interval.Lose(cpu, loss);
        _aggregator.Tell(new TallyDecided(term ?? _term, Decided(number, begin, end, run, source), TallyParts.Cut(TallyCodec.Encode(tally))[0]), tracer ?? _tracer);
    }

    private static DecidedChunk Decided(long number, double begin, double end, long run = 1, SourceId? source = null) => new()
    {
        Id = new ChunkId(source ?? Source, run, number), BeginUnixNs = Ns(begin), EndUnixNs = Ns(end), LastUnixNs = Ns(end), Outcome = ChunkOutcome.Counted, Tally = [],
    };

    private static long StartOf(MetricBatch batch) => batch.StartUnixSeconds - T0.ToUnixTimeSeconds();

    private static double EventsOf(MetricBatch batch) => ValueOf(batch, "ledger.counted");

    private static double ValueOf(MetricBatch batch, string middle) => batch.Lines.Single(line => line.Name.Contains($".{middle}.", StringComparison.Ordinal)).Value;
}
