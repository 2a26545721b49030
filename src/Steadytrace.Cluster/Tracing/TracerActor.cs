using Akka.Actor;
using Akka.Event;
using Steadytrace.Cluster.Messages;
using Steadytrace.Cluster.Node;
using Steadytrace.Recording;
using Steadytrace.Recording.Spool;

namespace Steadytrace.Cluster.Tracing;

/// <summary>The tracer of a host: one <see cref="SourceActor"/> per recorder.</summary>
public sealed class TracerActor : ReceiveActor
{
    private static readonly TimeSpan SourceAnswersWithin = TimeSpan.FromMilliseconds(800);
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Dictionary<string, SourceOfTracer> _sources = [];
    private readonly FailureBoard _failures;
    private readonly TracerOptions _options;
    private readonly HostId _host;
    private readonly long _beganUnixNs;
    private (InventoryWanted Message, IActorRef Aggregator)? _wanted;
    private IActorRef? _stopper;
    private StopTracer? _stop;

    public TracerActor(NodeOptions node, string spoolId, IActorRef dispatcher, FailureBoard failures, TimeProvider clock)
    {
        var options = node.Tracer with { Interval = node.Interval, MaxFailures = node.MaxFailures };
        (_failures, _options, _host) = (failures, options, node.Host);
        _beganUnixNs = (clock.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
        foreach (var maker in options.Recorders) Open(maker.Name, maker);
        foreach (var left in RecordersWithRuns(options.SpoolDirectory).Where(name => !_sources.ContainsKey(name))) Open(left, options.FormerRecorders.FirstOrDefault(former => former.Name == left));

        Receive<StopTracer>(OnStop);
        Receive<SourceStopped>(stopped => Done(stopped.Recorder));
        Receive<SourceUp>(OnSourceUp);
        Receive<SourceDown>(OnSourceDown);
        Receive<Terminated>(gone => OnSourceGone(gone.ActorRef));
        Receive<Ended>(OnEnded);
        Receive<TracerReportWanted>(_ => ReportAsync().PipeTo(Sender, Self));
        Receive<InventoryWanted>(wanted =>
        {
            _wanted = (wanted, Sender);
            ToAll(wanted);
        });
        ReceiveAny(ToAll);

        void Open(string recorder, RecorderMaker? maker)
        {
            var turns = new RecorderTurns();
            var context = new SpoolContext(
                new SourceId(node.Host, recorder), node.Datacenter, spoolId, node.HttpAddress,
                Akka.Cluster.Cluster.Get(Context.System).SelfAddress.NodeName(), dispatcher, IsRecorded: maker is { IsFormer: false }, failures) { CloseLeft = InTurn(maker?.CloseLeft, turns) };
            var source = Props.Create(() => new SourceActor(context, maker, options, turns, failures, clock));
            var self = Self;
            var supervisor = Context.Watch(Context.ActorOf(
                Restarts.WithBackoff(source, "source", options.MinBackoff, options.MaxBackoff, clock, failed: cause => Failed(self, recorder, cause),
                stayDown: new StayDown($"spool {recorder}", options.MaxFailures, failures)), recorder));
            _sources.Add(recorder, new SourceOfTracer(source, maker, turns) { Actor = supervisor });
        }
    }

    /// <summary>Not while a recorder of a former life is still held: a cut of its that hangs on the disk moves events into these very chunks.</summary>
    private static Action<RecordingRun, string, string>? InTurn(Action<RecordingRun, string, string>? closeLeft, RecorderTurns turns) => closeLeft is null ? null : (run, left, next) =>
    {
        // On the spool's own thread, which waits for the disk as well.
        turns.FreeAsync(CancellationToken.None).GetAwaiter().GetResult();
        closeLeft(run, left, next);
    };

    protected override void PreStart() => Context.ActorSelection("/user/node").Tell(new PartHere(NodePart.Tracer, Self));

    // Only the last attempt to close a source is a child without a supervisor of its own.
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    /// <remarks>Runs in the supervisor's turn, not in this actor's: it touches nothing of it.</remarks>
    private void Failed(IActorRef self, string recorder, Exception cause)
    {
        var message = cause.GetBaseException().Message;
        _failures.Report($"spool {recorder}", message, staysDown: false);
        _log.Error("The spool of {0} failed: {1}", recorder, message);
        self.Tell(new SourceDown(recorder));
    }

    private void ToAll(object message)
    {
        foreach (var source in _sources.Values) source.Actor.Forward(message);
    }

    private void OnSourceUp(SourceUp up)
    {
        _sources[up.Recorder].IsDown = false;
        // It was not there when the aggregator asked, and the aggregator asks again only when it hears nothing of this node.
        if (_wanted is { } wanted) Sender.Tell(wanted.Message, wanted.Aggregator);
    }

    private void OnSourceDown(SourceDown down)
    {
        var source = _sources[down.Recorder];
        source.IsDown = true;
        if (_stop is not null) Context.Stop(source.Actor);
    }

    private void OnStop(StopTracer stop)
    {
        (_stopper, _stop) = (Sender, stop);
        foreach (var source in _sources.Values)
        {
            if (source.IsDown) Context.Stop(source.Actor);
            else source.Actor.Tell(stop);
        }

        ConfirmIfAllStopped();
    }

    private void OnSourceGone(IActorRef actor)
    {
        if (_sources.FirstOrDefault(pair => pair.Value.Actor.Equals(actor)) is not { Value: { IsStopped: false } source } found || _stop is null) return;
        if (!_stop.EndRecorders || (source.IsClosing && source.Maker is null))
        {
            Done(found.Key);
            return;
        }

        if (source.IsClosing)
        {
            EndWithoutItsSpool(found.Key, source, source.Maker!);
            return;
        }

        // Its spool failed, and its recorder must not be left behind: once more, without a supervisor.
        source.IsClosing = true;
        source.Actor = Context.Watch(Context.ActorOf(source.Props, $"{found.Key}-closing"));
        source.Actor.Tell(_stop);
    }

    private void EndWithoutItsSpool(string recorder, SourceOfTracer source, RecorderMaker maker)
    {
        // Of what a process before this one left, only the names tell; what began later belongs to whoever stands in the spool's place now.
        var run = source.Turns.Latest ?? SourceSpool.RecordingRunOf(_options.SpoolDirectory, new SourceId(_host, recorder), SpoolRun.NumberAt(_beganUnixNs));
        EndWithoutSpool.DoAsync(maker, source.Turns, run).PipeTo(Self, success: failure => new Ended(recorder, failure));
    }

    private void OnEnded(Ended ended)
    {
        if (ended.Failure is { } failure)
        {
            _failures.Report($"recorder {ended.Recorder}", failure.Message, staysDown: true);
            _log.Error("Recorder {0} could not be ended: {1}; what its tracer still records is taken up, or removed, at the next start", ended.Recorder, failure.Message);
        }
        else
        {
            _log.Error("Recorder {0} is ended without its spool: what it recorded since its last chunk is declared lost when the spool is back", ended.Recorder);
        }

        Done(ended.Recorder);
    }

    private void Done(string recorder)
    {
        _sources[recorder].IsStopped = true;
        ConfirmIfAllStopped();
    }

    private void ConfirmIfAllStopped()
    {
        if (_sources.Values.All(source => source.IsStopped)) _stopper?.Tell(TracerStopped.Instance);
    }

    private async Task<TracerReport> ReportAsync()
    {
        var answers = _sources.Values.Select(source => source.Actor).ToList().Select(async source =>
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

    /// <summary>Spools of recorders that this host may record no longer, but whose chunks may not all be published.</summary>
    private static IEnumerable<string> RecordersWithRuns(string spoolDirectory) => Directory.EnumerateDirectories(spoolDirectory)
        .Where(folder => Directory.EnumerateDirectories(folder).Any(run => File.Exists(Path.Combine(run, "run.json"))))
        .Select(folder => Path.GetFileName(folder)!);

    /// <summary>To itself only; never crosses a wire.</summary>
    private sealed record Ended(string Recorder, Exception? Failure) : INoSerializationVerificationNeeded;

    private sealed class SourceOfTracer(Props props, RecorderMaker? maker, RecorderTurns turns)
    {
        public Props Props { get; } = props;

        /// <summary>Null when this host cannot even end what it recorded before: a replay.</summary>
        public RecorderMaker? Maker { get; } = maker;

        public RecorderTurns Turns { get; } = turns;

        /// <summary>The source's supervisor; at the end perhaps the source itself.</summary>
        public required IActorRef Actor { get; set; }

        public bool IsDown { get; set; }

        public bool IsClosing { get; set; }

        public bool IsStopped { get; set; }
    }
}
