using Akka.Actor;
using Akka.TestKit;
using Steadytrace.Cluster.Messages;
using Steadytrace.Cluster.Node;

namespace Steadytrace.Cluster.Tests.Node;

/// <summary>A part that fails when it is told to, its supervisor, its node; the test is the aggregator.</summary>
public sealed class SupervisorTests : ClusterActorTests
{
    private readonly FailureBoard _failures;
    private readonly TestProbe _aggregator;
    private readonly IActorRef _node;
    private int _started;

    public SupervisorTests()
    {
        _failures = new FailureBoard("node", Clock);
        _aggregator = CreateTestProbe();
        var options = new NodeOptions { Host = new("laptop"), Datacenter = "local", Roles = [NodeRoles.Parser], HttpAddress = new Uri("http://127.0.0.1:9470"), ClusterToken = "" };
        var (failures, aggregator) = (_failures, _aggregator.Ref);
        _node = Sys.ActorOf(Props.Create(() => new NodeActor(options, failures, aggregator)), "node");
    }

    [Fact]
    public void A_part_that_fails_is_started_again_and_what_is_told_to_it_meanwhile_is_answered()
    {
        var supervisor = Supervise(maxFailures: 3);
        supervisor.Tell("ping");
        ExpectMsg("pong");

        supervisor.Tell("fail");
        AwaitAssert(() =>
        {
            supervisor.Tell(ChildWanted.Instance);
            Assert.True(ExpectMsg<ChildIs>().Actor.IsNobody());
        });
        supervisor.Tell("ping");
        ExpectMsg("down");

        AdvanceUntil(() => _started == 2, "it is started again");
        AwaitAssert(() =>
        {
            supervisor.Tell("ping");
            Assert.Equal("pong", ExpectMsg<string>());
        });
    }

    [Fact]
    public void A_part_that_fails_again_and_again_stays_down_and_its_node_tells_the_aggregator_until_it_is_started()
    {
        var supervisor = Supervise(maxFailures: 2);
        FailTwice(supervisor);

        Assert.Equal([NodeActor.PoolPart], _aggregator.ExpectMsg<PartsDown>().Parts);
        Assert.True(Assert.Single(_failures.Recent()).StaysDown);
        Advance(TimeSpan.FromHours(1));
        Settle(supervisor);
        Assert.Equal(2, _started);
        Assert.Equal([NodeActor.PoolPart], _aggregator.ExpectMsg<PartsDown>().Parts);

        _node.Tell(new RestartPart(NodeActor.PoolPart), _aggregator);

        AwaitAssert(() => Assert.Equal(3, _started));
        Settle(_node);
        while (_aggregator.HasMessages) _aggregator.ReceiveOne(TimeSpan.Zero);
        Advance(TimeSpan.FromMinutes(1));
        Settle(_node);
        _aggregator.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public void A_part_whose_supervisor_is_gone_is_no_longer_told_as_down()
    {
        var supervisor = Supervise(maxFailures: 2);
        FailTwice(supervisor);
        _aggregator.ExpectMsg<PartsDown>();

        Stop(supervisor);

        AwaitAssert(() =>
        {
            while (_aggregator.HasMessages) _aggregator.ReceiveOne(TimeSpan.Zero);
            Advance(TimeSpan.FromMinutes(1));
            Settle(_node);
            Assert.False(_aggregator.HasMessages);
        });
    }

    [Fact]
    public void A_person_who_scales_a_pool_that_stays_down_starts_it()
    {
        FailTwice(Supervise(maxFailures: 2));
        _aggregator.ExpectMsg<PartsDown>();

        _node.Tell(new ScalePool(3));

        AwaitAssert(() => Assert.Equal(3, _started));
        Assert.Equal("scaled", FishForMessage<string>(text => text == "scaled"));
    }

    [Fact]
    public void A_part_that_ends_by_itself_ends_its_supervisor()
    {
        var supervisor = Supervise(maxFailures: 2);
        Watch(supervisor);

        supervisor.Tell("end");

        ExpectTerminated(supervisor);
    }

    private void FailTwice(IActorRef supervisor)
    {
        supervisor.Tell("fail");
        AdvanceUntil(() => _started == 2, "it is started again");
        supervisor.Tell("fail");
    }

    private IActorRef Supervise(int maxFailures)
    {
        var child = Props.Create(() => new Part(this));
        var supervisor = Sys.ActorOf(Restarts.WithBackoff(
            child, "part", TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5), Clock, whileDown: "down", failed: cause => _failures.Report(NodeActor.PoolPart, cause.Message, staysDown: false),
            stayDown: new StayDown(NodeActor.PoolPart, maxFailures, _failures)));
        AwaitAssert(() => Assert.Equal(1, _started));
        return supervisor;
    }

    private sealed class Part : ReceiveActor
    {
        public Part(SupervisorTests test)
        {
            Interlocked.Increment(ref test._started);
            Receive<string>(text => text == "ping", _ => Sender.Tell("pong"));
            Receive<string>(text => text == "end", _ => Context.Stop(Self));
            Receive<string>(text => text == "fail", text => throw new InvalidOperationException(text));
            Receive<ScalePool>(_ => Sender.Tell("scaled"));
        }
    }
}
