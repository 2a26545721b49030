using System.Reflection;
using Akka.Actor;
using Steadytrace.Cluster.Fleet;
using Steadytrace.Cluster.Messages;
using Steadytrace.Cluster.Tracing;

namespace Steadytrace.Cluster.Node;

/// <summary>Speaks for a node: gathers what its parts say, and passes a person's words on to them. At <c>/user/node</c> of every node.</summary>
public sealed class NodeActor : ReceiveActor
{
    private static readonly TimeSpan PartAnswersWithin = TimeSpan.FromSeconds(1);
    private static readonly string Version = typeof(NodeActor).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "";
    private readonly Dictionary<NodePart, IActorRef> _parts = [];
    private readonly NodeOptions _node;
    private readonly FailureBoard _failures;
    private readonly string _address = Akka.Cluster.Cluster.Get(Context.System).SelfAddress.NodeName();

    public NodeActor(NodeOptions node, FailureBoard failures)
    {
        (_node, _failures) = (node, failures);

        Receive<PartHere>(here =>
        {
            _parts[here.Part] = here.Actor;
            Context.Watch(here.Actor);
        });
        Receive<Terminated>(gone =>
        {
            foreach (var part in _parts.Where(part => part.Value.Equals(gone.ActorRef)).Select(part => part.Key).ToList()) _parts.Remove(part);
        });
        Receive<NodeReportWanted>(_ => ReportAsync().PipeTo(Sender, Self));
        Receive<ScalePool>(scale => Pass(NodePart.Pool, scale, "pool"));
        Receive<CommandTracer>(OnCommandTracer);
        Receive<WatchLive>(TellTracer);
        Receive<UnwatchLive>(TellTracer);
        Receive<IntervalsWanted>(wanted => Pass(NodePart.Aggregator, wanted));
        Receive<MetricNamesWanted>(wanted => Pass(NodePart.Aggregator, wanted));
        Receive<SeriesWanted>(wanted => Pass(NodePart.Aggregator, wanted));
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
}
