using Akka.Actor;
using Akka.Event;
using Steadytrace.Cluster.Node;
using Steadytrace.Metrics.Graphite;

namespace Steadytrace.Cluster.Bridging;

/// <summary>Runs the bridge from the broker's queue to carbon; when it fails, the backoff supervisor starts another.</summary>
public sealed class BridgeActor : ReceiveActor, IWithTimers
{
    private const string Part = "bridge";

    /// <summary>One that has been connected for so long works again.</summary>
    private static readonly TimeSpan WorksAfter = TimeSpan.FromSeconds(15);
    private readonly CancellationTokenSource _life = new();
    private readonly Func<CarbonBridge> _make;

    public BridgeActor(Func<CarbonBridge> make, FailureBoard failures)
    {
        _make = make;
        var log = Context.GetLogger();
        Receive<Status.Failure>(failure =>
        {
            failures.Report(Part, failure.Cause.Message, staysDown: false);
            if (failure.Cause is BridgeException) log.Warning("{0}", failure.Cause.Message);
            else log.Error(failure.Cause, "The bridge failed");
            throw new ToldFailure(failure.Cause);
        });
        Receive<Ended>(_ => Context.Stop(Self));
        Receive<Connected>(_ => Timers.StartSingleTimer(nameof(Works), Works.Instance, WorksAfter));
        Receive<Works>(_ => failures.Clear(Part));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart()
    {
        var (self, make, life) = (Self, _make, _life.Token);
        Task.Run(() => make().RunAsync(life, () => self.Tell(Connected.Instance)), CancellationToken.None)
            .PipeTo(self, success: () => Ended.Instance, failure: cause => life.IsCancellationRequested ? Ended.Instance : new Status.Failure(cause));
    }

    protected override void PostStop() => _life.Cancel();

    private sealed class Connected : INoSerializationVerificationNeeded, IDeadLetterSuppression
    {
        public static readonly Connected Instance = new();
    }

    private sealed class Works : INoSerializationVerificationNeeded, IDeadLetterSuppression
    {
        public static readonly Works Instance = new();
    }

    private sealed class Ended : INoSerializationVerificationNeeded, IDeadLetterSuppression
    {
        public static readonly Ended Instance = new();
    }
}
