using System.Reflection;
using Akka.Actor;
using Akka.Event;
using Steadytrace.Cluster.Fleet;
using Steadytrace.Cluster.Messages;
using Steadytrace.Cluster.Tracing;

namespace Steadytrace.Cluster.Node;

/// <summary>Speaks for a node: gathers what its parts say, and passes a person's words on to them. At <c>/user/node</c> of every node.</summary>
/// <remarks>Parts that have failed again and again stay down until the datacenter's aggregator, which hears of them here, or a person asks for them.</remarks>
public sealed class NodeActor : ReceiveActor, IWithTimers
{
    /// <summary>The pool's name on the board.</summary>
    public const string PoolPart = "pool";

    /// <summary>The names of recorders on the board begin with it.</summary>
    public const string RecorderPart = "recorder";
    private static readonly TimeSpan TellEvery = TimeSpan.FromSeconds(10);
    private readonly Dictionary<string, IActorRef> _down = [];
    private readonly IActorRef _aggregator;
    private static readonly TimeSpan PartAnswersWithin = TimeSpan.FromSeconds(1);
    private static readonly string Version = typeof(NodeActor).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "";
    private readonly Dictionary<NodePart, IActorRef> _parts = [];
    private readonly NodeOptions _node;
    private readonly FailureBoard _failures;
    private readonly string _address = Akka.Cluster.Cluster.Get(Context.System).SelfAddress.NodeName();

    /// <param name="node">What the node is.</param>
    /// <param name="failures">Its board.</param>
    /// <param name="aggregator">The datacenter's, through a proxy; nobody where this node has nothing that could stay down.</param>
    public NodeActor(NodeOptions node, FailureBoard failures, IActorRef aggregator)
    {
        (_node, _failures, _aggregator) = (node, failures, aggregator);

        Receive<PartDown>(down =>
        {
            _down[down.Part] = Context.Watch(down.Supervisor);
            TellOfDown();
        });
        Receive<PartStarted>(started => _down.Remove(started.Part));
        Receive<RestartPart>(restart => StartAgainWhere(part => part == restart.Part));
        Receive<Tick>(_ => TellOfDown());

        Receive<PartHere>(here =>
        {
            _parts[here.Part] = here.Actor;
            Context.Watch(here.Actor);
        });
        Receive<Terminated>(gone =>
        {
            foreach (var part in _parts.Where(part => part.Value.Equals(gone.ActorRef)).Select(part => part.Key).ToList()) _parts.Remove(part);
            // Whoever made it was made anew, and starts the part again.
            foreach (var part in _down.Where(part => part.Value.Equals(gone.ActorRef)).Select(part => part.Key).ToList()) _down.Remove(part);
        });
        Receive<NodeReportWanted>(_ => ReportAsync().PipeTo(Sender, Self));
        Receive<ScalePool>(OnScalePool);
        Receive<CommandTracer>(OnCommandTracer);
        Receive<WatchLive>(TellTracer);
        Receive<UnwatchLive>(TellTracer);
        Receive<IntervalsWanted>(wanted => Pass(NodePart.Aggregator, wanted));
        Receive<MetricNamesWanted>(wanted => Pass(NodePart.Aggregator, wanted));
        Receive<SeriesWanted>(wanted => Pass(NodePart.Aggregator, wanted));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart() => Timers.StartPeriodicTimer(nameof(Tick), Tick.Instance, TellEvery);

    private void TellOfDown()
    {
        if (_down.Count > 0) _aggregator.Tell(new PartsDown(_address, [.. _down.Keys]));
    }

    private void StartAgainWhere(Func<string, bool> wanted)
    {
        foreach (var (_, supervisor) in _down.Where(part => wanted(part.Key)).ToList()) supervisor.Tell(StartAgain.Instance);
    }

    private void OnScalePool(ScalePool scale)
    {
        if (!_down.TryGetValue(PoolPart, out var supervisor))
        {
            Pass(NodePart.Pool, scale, "pool");
            return;
        }

        supervisor.Tell(StartAgain.Instance);
        supervisor.Forward(scale);
    }

    private async Task<NodeReport> ReportAsync()
    {
        var pool = AskAsync<PoolReport>(NodePart.Pool, new PoolReportWanted());
        var publisher = AskAsync<PublisherReport>(NodePart.Aggregator, new PublisherReportWanted());
        var tracer = AskAsync<TracerReport>(NodePart.Tracer, new TracerReportWanted());
        return new NodeReport(
            _address, _node.Host.Value, _node.Datacenter, Version, await pool, (await tracer)?.Sources ?? [], (await publisher)?.View, [.. _failures.Recent()]);
    }

    private async Task<T?> AskAsync<T>(NodePart part, object question) where T : class
    {
        if (!_parts.TryGetValue(part, out var actor)) return null;
        try
        {
            return await actor.Ask<T>(question, PartAnswersWithin).ConfigureAwait(false);
        }
        catch (AskTimeoutException)
        {
            return null;
        }
    }

    private void Pass(NodePart part, object message, string? name = null)
    {
        if (_parts.TryGetValue(part, out var actor)) actor.Forward(message);
        else if (name is not null) Sender.Tell(new CommandAnswered(false, $"Node {_address} has no {name}"));
        else Sender.Tell(NothingHere(message));
    }

    private void TellTracer(object message)
    {
        // Without a tracer there is nothing to watch; it may come, and who watches repeats it.
        if (_parts.TryGetValue(NodePart.Tracer, out var tracer)) tracer.Forward(message);
    }

    /// <summary>This node does not hold the aggregator now; another one answers.</summary>
    private static object NothingHere(object wanted) => wanted switch
    {
        IntervalsWanted => new IntervalsGiven([]),
        MetricNamesWanted => new MetricNamesGiven([]),
        _ => new SeriesGiven(false, [], []),
    };

    private void OnCommandTracer(CommandTracer command)
    {
        // Also what has been given up: a person has mended what made it fail.
        // Each source sees to its own recorder.
        if (command.Command == TracerCommand.Restart) StartAgainWhere(part => part != PoolPart && !part.StartsWith(RecorderPart, StringComparison.Ordinal));
        if (!_parts.TryGetValue(NodePart.Tracer, out var tracer))
        {
            Sender.Tell(new CommandAnswered(false, $"Node {_address} has no tracer"));
            return;
        }

        tracer.Tell(new TracerCommanded(command.Command));
        var done = command.Command switch
        {
            TracerCommand.Restart => "restarts: its run ends, another begins",
            TracerCommand.Rotate => "closes its chunk now",
            TracerCommand.Pause => "pauses: its run ends, nothing is recorded until it is resumed",
            _ => "goes on recording",
        };
        Sender.Tell(new CommandAnswered(true, $"The tracer of {_node.Host} {done}"));
    }

    /// <summary>To itself only; never crosses a wire.</summary>
    private sealed class Tick : INoSerializationVerificationNeeded, IDeadLetterSuppression
    {
        public static readonly Tick Instance = new();
    }
}
