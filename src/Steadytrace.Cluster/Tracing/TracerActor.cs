using Akka.Actor;
using Akka.Event;
using Steadytrace.Cluster.Messages;
using Steadytrace.Cluster.Node;
using Steadytrace.Recording;

namespace Steadytrace.Cluster.Tracing;

/// <summary>The tracer of a host: one <see cref="SourceActor"/> per recorder.</summary>
public sealed class TracerActor : ReceiveActor
{
    private static readonly TimeSpan SourceAnswersWithin = TimeSpan.FromMilliseconds(800);
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Dictionary<string, IActorRef> _sources = [];
    private IActorRef? _stopper;
    private int _stopping;

    public TracerActor(NodeOptions node, string spoolId, IActorRef dispatcher, FailureBoard failures, TimeProvider clock)
    {
        var options = node.Tracer with { Interval = node.Interval };
        foreach (var maker in options.Recorders) Open(maker.Name, maker);
        foreach (var left in RecordersWithUndecided(options.SpoolDirectory).Where(name => !_sources.ContainsKey(name))) Open(left, null);

        Receive<StopTracer>(stop =>
        {
            (_stopper, _stopping) = (Sender, _sources.Count);
            foreach (var source in _sources.Values) source.Tell(stop);
            if (_stopping == 0) Sender.Tell(TracerStopped.Instance);
        });
        Receive<TracerStopped>(_ =>
        {
            if (--_stopping == 0) _stopper?.Tell(TracerStopped.Instance);
        });
        Receive<TracerReportWanted>(_ => ReportAsync().PipeTo(Sender, Self));
        ReceiveAny(message =>
        {
            foreach (var source in _sources.Values) source.Forward(message);
        });

        void Open(string recorder, RecorderMaker? maker)
        {
            var context = new SpoolContext(
                new SourceId(node.Host, recorder), node.Datacenter, spoolId, node.HttpAddress,
                Akka.Cluster.Cluster.Get(Context.System).SelfAddress.NodeName(), dispatcher);
            var source = Props.Create(() => new SourceActor(context, maker, options, failures, clock));
            _sources.Add(recorder, Context.ActorOf(
                Restarts.WithBackoff(source, "source", options.MinBackoff, options.MaxBackoff, TracerStopped.Instance, cause => Failed(recorder, cause)), recorder));
        }

        void Failed(string recorder, Exception cause)
        {
            failures.Report($"spool {recorder}", cause.Message, staysDown: false);
            _log.Error("The spool of {0} failed: {1}", recorder, cause.Message);
        }
    }

    protected override void PreStart() => Context.ActorSelection("/user/node").Tell(new PartHere(NodePart.Tracer, Self));

    private async Task<TracerReport> ReportAsync()
    {
        var answers = _sources.Values.Select(async source =>
        {
            try
            {
                return await source.Ask<SourceReport>(new SourceReportWanted(), SourceAnswersWithin).ConfigureAwait(false);
            }
            catch (AskTimeoutException)
            {
                // A spool that is busy with the disk is told of by what it last published.
                return null;
            }
        });
        return new TracerReport([.. (await Task.WhenAll(answers).ConfigureAwait(false)).OfType<SourceReport>()]);
    }

    /// <summary>Spools of recorders that this host records no longer, but whose chunks are not all published.</summary>
    private static IEnumerable<string> RecordersWithUndecided(string spoolDirectory) => Directory.EnumerateDirectories(spoolDirectory)
        .Where(folder => Directory.EnumerateDirectories(folder).Any()).Select(folder => Path.GetFileName(folder)!);
}
