using Akka.Actor;
using Steadytrace.Cluster.Fleet;
using Steadytrace.Cluster.Messages;
using Steadytrace.Cluster.Node;
using Steadytrace.Cluster.Tracing;

namespace Steadytrace.Simulation;

/// <summary>Supervises a source's spool and cycle: what fails is made anew after a pause, a spool takes its cycle with it.</summary>
internal sealed class SimulatedSource
{
    private readonly SimulatedCluster _cluster;
    private readonly SimulatedProcess _process;
    private readonly SpoolContext _context;
    private readonly RecorderTurns _turns;
    private readonly FailureBoard _failures;
    private readonly TimeProvider _clock;
    private readonly RecorderMaker _maker;
    private readonly PartRef _self;
    private readonly TracerOptions _options;
    private PartCell? _spool;
    private PartCell? _cycle;
    private (object Message, IActorRef Sender)? _wanted;
    private Action? _stopped;
    private int _life;

    public SimulatedSource(SimulatedCluster cluster, SimulatedProcess process, SpoolContext context, Kernel kernel, TimeProvider clock, FailureBoard failures)
    {
        (_cluster, _process, _context, _clock, _failures) = (cluster, process, context, clock, failures);
        _turns = new RecorderTurns(clock);
        _options = cluster.Plan.Tracer;
        _maker = new RecorderMaker(kernel.Name, () => new SimulatedRecorder(process, kernel, kernel.Name, claims: kernel.Name == "ftrace", cluster.Plan.RecorderFailsOneIn));
        _self = new PartRef(cluster.Network, process, $"source-{kernel.Name}", OnMessage);
    }

    public void Start()
    {
        var life = ++_life;
        _spool = new PartCell(
            _cluster.Network, _process, $"{_context.Source.Recorder}-spool", actor => new SpoolPart(actor, _context, _options, _clock), _self, failure => OnSpoolEnded(life, failure));
        _spool.Start();
        if (life != _life) return;
        StartCycle(life);
        if (_wanted is { } wanted) ((PartRef)_spool.Self).Receive(wanted.Message, wanted.Sender);
    }

    /// <summary>From elsewhere: for the spool.</summary>
    public void Receive(object message, IActorRef sender)
    {
        if (message is InventoryWanted) _wanted = (message, sender);
        if (_spool is { } spool) ((PartRef)spool.Self).Receive(message, sender);
    }

    /// <summary>A person's word.</summary>
    public void Command(TracerCommand command)
    {
        if (command is TracerCommand.Pause or TracerCommand.Resume && _spool is { } spool) ((PartRef)spool.Self).Receive(new PauseWanted(command == TracerCommand.Pause), _self);
        if (_cycle is { } cycle) ((PartRef)cycle.Self).Receive(new TracerCommanded(command), _self);
    }

    public void StopInOrder(bool endRecorders, Action stopped)
    {
        _stopped = stopped;
        if (_cycle is { } cycle) ((PartRef)cycle.Self).Receive(new StopTracer(endRecorders), _self);
        else Finish();
    }

    private void StartCycle(int life)
    {
        _cycle = new PartCell(
            _cluster.Network, _process, $"{_context.Source.Recorder}-cycle",
            actor => new CyclePart(actor, _maker, _options, _spool!.Self, _turns, _failures, _clock), _self, failure => OnCycleEnded(life, failure));
        _cycle.Start();
    }

    private void OnMessage(object message, IActorRef sender)
    {
        switch (message)
        {
            case HoldRecording when _cycle is { } cycle:
                ((PartRef)cycle.Self).Receive(message, sender);
                break;
            case CycleStopped:
                Finish();
                break;
        }
    }

    private void OnCycleEnded(int life, Exception? failure)
    {
        _cycle = null;
        if (_stopped is not null) Finish();
        else if (failure is not null) Again(life, () => StartCycle(life));
    }

    private void OnSpoolEnded(int life, Exception? failure)
    {
        _spool = null;
        _cycle?.Stop();
        _cycle = null;
        _life++;
        if (_stopped is not null) Finish();
        else if (failure is not null) Again(life + 1, Start);
    }

    private void Again(int life, Action start) => _process.After(_process.World.Between(1, 3), () =>
    {
        if (life == _life && _stopped is null) start();
    });

    private void Finish()
    {
        // What the cycle has told the spool lies before the spool's end.
        var stopped = _stopped;
        _process.After(TimeSpan.Zero, () =>
        {
            _spool?.Stop();
            _life++;
            stopped?.Invoke();
        });
        _stopped = () => { };
    }
}
