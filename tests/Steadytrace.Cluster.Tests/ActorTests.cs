using Akka.Actor;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using Microsoft.Extensions.Time.Testing;
using Steadytrace.Testing;

namespace Steadytrace.Cluster.Tests;

/// <summary>An actor system whose timers, and a clock that all actors share, move only when a test says so.</summary>
public abstract class ActorTests : TestKit
{
    private const string Config = """
        akka.loglevel = OFF
        akka.log-dead-letters = off
        akka.stdout-loglevel = OFF
        akka.scheduler.implementation = "Akka.TestKit.TestScheduler, Akka.TestKit"
        akka.test.single-expect-default = 10s
        steadytrace.spool-dispatcher.type = "Steadytrace.Cluster.Hosting.OwnThreadDispatcher, Steadytrace.Cluster"
        """;

    protected ActorTests(string more = "") : base(more + Config)
    {
    }

    /// <summary>A whole minute.</summary>
    internal static readonly DateTimeOffset T0 = DateTimeOffset.FromUnixTimeSeconds(1_700_000_040);

    protected SteppedClock Clock { get; } = new(T0);

    protected TemporaryFolder Folder { get; } = new();

    protected static long Ns(double seconds) => (T0.ToUnixTimeSeconds() * 1_000_000_000) + (long)(seconds * 1e9);

    /// <summary>Clock and timers go on, second by second at most: a timer that starts another is not outrun.</summary>
    protected void Advance(TimeSpan time)
    {
        Clock.Advance(time);
        ((TestScheduler)Sys.Scheduler).Advance(time);
    }

    /// <summary>Time goes on until the condition holds.</summary>
    protected void AdvanceUntil(Func<bool> condition, string what)
    {
        AwaitCondition(
            () =>
            {
                if (condition()) return true;
                Advance(TimeSpan.FromMilliseconds(500));
                return condition();
            },
            TimeSpan.FromSeconds(20), TimeSpan.FromMilliseconds(20), what);
    }

    /// <summary>A clock on the wall that can be set while the monotonic one goes on.</summary>
    public sealed class SteppedClock(DateTimeOffset start) : FakeTimeProvider(start)
    {
        public TimeSpan Step { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Step;

        public override long GetTimestamp() => base.GetUtcNow().UtcTicks;
    }

    /// <summary>Waits until an actor has done all that it was told before.</summary>
    protected void Settle(IActorRef actor)
    {
        var probe = CreateTestProbe();
        actor.Tell(new Identify(0), probe);
        probe.ExpectMsg<ActorIdentity>();
    }

    /// <summary>Waits until an actor is gone.</summary>
    protected void Stop(IActorRef actor)
    {
        var probe = CreateTestProbe();
        probe.Watch(actor);
        Sys.Stop(actor);
        probe.ExpectTerminated(actor, TimeSpan.FromSeconds(10));
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing) Folder.Dispose();
    }
}
