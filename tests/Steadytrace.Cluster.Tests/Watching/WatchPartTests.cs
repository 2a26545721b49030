using Akka.Actor;
using Akka.TestKit;
using Steadytrace.Cluster.Watching;
using Steadytrace.Cluster.Messages;
using Steadytrace.Cluster.Parts;
using Steadytrace.Recording;

namespace Steadytrace.Cluster.Tests.Watching;

public sealed class WatchPartTests : ActorTests
{
    private readonly TestProbe _node;
    private readonly IActorRef _live;
    private List<TracerNode> _tracers;

    public WatchPartTests()
    {
        _node = CreateTestProbe();
        _tracers = [new TracerNode("web1:9471", _node.Ref)];
        _live = Sys.ActorOf(Props.Create(() => new PartHost(this)));
    }

    [Fact]
    public void Nothing_is_watched_before_somebody_looks()
    {
        Advance(TimeSpan.FromSeconds(20));

        _node.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public void Tracers_are_watched_while_somebody_looks_and_let_go_of_afterwards()
    {
        Ask(after: 0);
        Assert.Equal(_live, _node.ExpectMsg<WatchLive>().Watcher);

        Advance(TimeSpan.FromSeconds(3));
        _node.ExpectMsg<WatchLive>();

        AdvanceUntilUnwatched();
    }

    [Fact]
    public void Who_looks_again_and_again_keeps_it_alive()
    {
        for (var look = 0; look < 20; look++)
        {
            Answer(Ask(after: 0));
            Advance(TimeSpan.FromSeconds(3));
            Settle(_live);
        }

        Assert.DoesNotContain(Told(), message => message is UnwatchLive);
    }

    [Fact]
    public void An_asker_waits_for_a_change_but_no_longer_than_it_said()
    {
        var version = Answer(Ask(after: 0)).Version;
        var asker = Ask(version, wait: TimeSpan.FromSeconds(1));
        AdvanceInSteps(TimeSpan.FromMilliseconds(600));
        asker.ExpectNoMsg(TimeSpan.FromMilliseconds(50));

        _live.Tell(Tally(0));
        AdvanceInSteps(TimeSpan.FromMilliseconds(200));
        var changed = asker.ExpectMsg<LiveGiven>().View;
        Assert.Equal(4, Assert.Single(changed.Seconds).Events.Single().Count);

        var patient = Ask(changed.Version, wait: TimeSpan.FromSeconds(1));
        AdvanceInSteps(TimeSpan.FromMilliseconds(1_200));
        Assert.Empty(patient.ExpectMsg<LiveGiven>().View.Seconds);
    }

    [Fact]
    public void Lost_messages_make_the_tracer_begin_anew()
    {
        Ask(after: 0);
        _node.ExpectMsg<WatchLive>();
        _live.Tell(Tally(0));

        _live.Tell(Tally(2));

        Assert.Equal(_live, _node.ExpectMsg<UnwatchLive>().Watcher);
        _node.ExpectMsg<WatchLive>();
    }

    [Fact]
    public void One_asker_too_many_is_refused_with_a_word()
    {
        for (var asker = 0; asker < 2; asker++) Ask(long.MaxValue, TimeSpan.FromSeconds(10));

        Assert.Contains("another node", Ask(0).ExpectMsg<LiveRefused>().Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_tracer_that_joins_is_watched_too_and_one_that_left_is_forgotten()
    {
        Ask(after: 0);
        _live.Tell(Tally(0));
        var joined = CreateTestProbe();
        _tracers = [new TracerNode("web2:9471", joined.Ref)];

        Advance(TimeSpan.FromSeconds(3));

        joined.ExpectMsg<WatchLive>();
        Assert.Empty(Answer(Ask(after: 0)).Sources);
    }

    private TestProbe Ask(long after, TimeSpan wait = default)
    {
        var asker = CreateTestProbe();
        _live.Tell(new LiveWanted(after, null, wait), asker);
        Settle(_live);
        return asker;
    }

    private Cluster.Fleet.LiveView Answer(TestProbe asker)
    {
        AdvanceInSteps(TimeSpan.FromMilliseconds(200));
        return asker.ExpectMsg<LiveGiven>().View;
    }

    private void AdvanceInSteps(TimeSpan time)
    {
        for (var step = TimeSpan.FromMilliseconds(100); time > TimeSpan.Zero; time -= step)
        {
            Advance(step);
            Settle(_live);
        }
    }

    private void AdvanceUntilUnwatched()
    {
        var unwatched = false;
        AdvanceUntil(() => unwatched |= Told().Any(message => message is UnwatchLive), "the tracer is let go of");
    }

    private List<object> Told()
    {
        List<object> told = [];
        while (_node.HasMessages) told.Add(_node.ReceiveOne(TimeSpan.Zero));
        return told;
    }

    private static LiveTally Tally(long sequence) => new(
        new ChunkId(new SourceId(new HostId("web1"), "ftrace"), 1, 0), "ams", "web1:9471", sequence, Ns(1), [new LiveSecond(T0.ToUnixTimeSeconds(), [new LiveCount("a", "a_b", "bash", 4)], 0, 0, [])], 0, false, "");

    private sealed class PartHost(WatchPartTests test) : PartActor(context => new WatchPart(context, new WatchOptions { MostWaiting = 2 }, () => test._tracers, test.Clock));
}
