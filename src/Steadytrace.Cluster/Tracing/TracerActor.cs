using Akka.Actor;
using Akka.Event;
using Akka.Pattern;
using Steadytrace.Cluster.Messages;
using Steadytrace.Cluster.Node;
using Steadytrace.Recording;
using Steadytrace.Recording.Spool;

namespace Steadytrace.Cluster.Tracing;

/// <summary>The tracer of a host: holds the spool's lock, and one <see cref="SourceActor"/> per recorder.</summary>
public sealed class TracerActor : ReceiveActor
{
    private static readonly TimeSpan SourceAnswersWithin = TimeSpan.FromMilliseconds(800);
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Dictionary<string, IActorRef> _sources = [];
    private readonly SpoolLock _lock;
    private IActorRef? _stopper;
    private int _stopping;

    public TracerActor(NodeOptions node, IActorRef dispatcher, FailureBoard failures, TimeProvider clock)
    {
        var options = node.Tracer with { Interval = node.Interval };
        _lock = SpoolLock.Take(options.SpoolDirectory);
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
                new SourceId(node.Host, recorder), node.Datacenter, _lock.Id, node.HttpAddress,
                Akka.Cluster.Cluster.Get(Context.System).SelfAddress.NodeName(), dispatcher);
            var source = Props.Create(() => new SourceActor(context, maker, options, failures, clock));
            _sources.Add(recorder, Context.ActorOf(
                BackoffSupervisor.Props(Backoff.OnFailure(source, "source", options.MinBackoff, options.MaxBackoff, 0.2, maxNrOfRetries: -1)
                    .WithSupervisorStrategy(new OneForOneStrategy(cause => Failed(recorder, cause)))), recorder));
        }

        Directive Failed(string recorder, Exception cause)
        {
            failures.Report($"spool {recorder}", cause.Message, staysDown: false);
            _log.Error("The spool of {0} failed: {1}", recorder, cause.Message);
            return Directive.Restart;
        }
    }

    protected override void PreStart() => Context.ActorSelection("/user/node").Tell(new PartHere(NodePart.Tracer, Self));

    protected override void PostStop() => _lock.Dispose();

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
