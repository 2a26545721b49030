using Akka.Actor;
using Akka.Event;
using Steadytrace.Cluster.Node;
using Steadytrace.Metrics.Graphite;

namespace Steadytrace.Cluster.Bridging;

/// <summary>Runs the bridge from the broker's queue to carbon; when it fails, the backoff supervisor starts another.</summary>
public sealed class BridgeActor : ReceiveActor
{
    private const string Part = "bridge";
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
    }

    protected override void PreStart()
    {
        var (self, make, life) = (Self, _make, _life.Token);
        Task.Run(() => make().RunAsync(life), CancellationToken.None)
            .PipeTo(self, success: () => Ended.Instance, failure: cause => life.IsCancellationRequested ? Ended.Instance : new Status.Failure(cause));
    }

    protected override void PostStop() => _life.Cancel();

    private sealed class Ended : INoSerializationVerificationNeeded, IDeadLetterSuppression
    {
        public static readonly Ended Instance = new();
    }
}
