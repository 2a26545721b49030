using Akka.Actor;
using Akka.Event;
using Steadytrace.Cluster.Parts;

namespace Steadytrace.Simulation;

/// <summary>Runs one part in its process: what an actor does for it elsewhere.</summary>
internal sealed class PartCell : IPartContext
{
    private readonly Dictionary<Type, long> _timers = [];
    private readonly Network _network;
    private readonly SimulatedProcess _process;
    private readonly Func<IPartContext, Part> _make;
    private readonly Action<Exception?> _ended;
    private Part? _part;
    private bool _isOver;
    private long _timer;
    private TimeSpan _busyUntil;

    /// <param name="network">Where its messages travel.</param>
    /// <param name="process">Where it lives.</param>
    /// <param name="name">Its name there.</param>
    /// <param name="make">Makes the part.</param>
    /// <param name="parent">Who made it.</param>
    /// <param name="ended">It has failed, or (null) has come to its end.</param>
    public PartCell(Network network, SimulatedProcess process, string name, Func<IPartContext, Part> make, IActorRef parent, Action<Exception?> ended)
    {
        (_network, _process, _make, _ended, Parent) = (network, process, make, ended, parent);
        Log = process.World.Log.IsRead ? new PartLog(process, name) : NoLogger.Instance;
        Self = new PartRef(network, process, name, Handle);
        Name = name;
    }

    public string Name { get; }

    public SimulatedProcess Process => _process;

    public IActorRef Self { get; }

    public IActorRef Sender { get; private set; } = ActorRefs.Nobody;

    public IActorRef Parent { get; }

    public ICanTell AtPlaceOf(IActorRef actor) => _network.AtPlaceOf(actor);

    public ILoggingAdapter Log { get; }

    /// <summary>Makes the part and lets it begin, as the actor's creation does.</summary>
    public void Start() => Guard(() =>
    {
        _part = _make(this);
        _part.OnStart();
    });

    /// <summary>How long what it has done of its present message has held it up: what it says now leaves so much later.</summary>
    public TimeSpan HeldUp { get; private set; }

    /// <summary>The present message holds it up.</summary>
    public void Work(TimeSpan time) => HeldUp += time;

    /// <summary>Ends it in order.</summary>
    public void Stop()
    {
        if (_isOver) return;
        _isOver = true;
        _part?.OnStop();
    }

    void IPartContext.After(TimeSpan delay, object message) => Fire(message, ++_timer, delay, null);

    void IPartContext.Every(TimeSpan period, object message, TimeSpan? first) => Fire(message, ++_timer, first ?? period, period);

    void IPartContext.Tell(Task<object> coming) => Tell(coming);

    Task IPartContext.Perform(Func<Task<object>> call)
    {
        var performed = call();
        Tell(performed);
        return performed;
    }

    void IPartContext.Stop()
    {
        Stop();
        _ended(null);
    }

    private void Fire(object message, long timer, TimeSpan delay, TimeSpan? period)
    {
        _timers[message.GetType()] = timer;
        _process.After(delay, () =>
        {
            if (_isOver || _timers.GetValueOrDefault(message.GetType()) != timer) return;
            if (period is { } again) Fire(message, timer, again, again);
            else _timers.Remove(message.GetType());
            Handle(message, Self);
        });
    }

    private void Tell(Task<object> coming) => coming.ContinueWith(
        done => _process.After(TimeSpan.Zero, () => Handle(
            done.IsCompletedSuccessfully ? done.Result : new Status.Failure(done.Exception?.GetBaseException() ?? new OperationCanceledException()), Self)),
        CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    private void Handle(object message, IActorRef sender)
    {
        if (_isOver || _part is null) return;
        if (message is Status.Failure { Cause: ProcessKilledException }) throw new ProcessKilledException();
        if (_busyUntil > _process.World.Now)
        {
            // Its mailbox keeps the order.
            _process.After(_busyUntil - _process.World.Now, () => Handle(message, sender));
            return;
        }

        Sender = sender;
        Guard(() => _part.Handle(message));
    }

    private void Guard(Action action)
    {
        var before = _process.World.Current;
        _process.World.Current = this;
        try
        {
            action();
        }
        catch (Exception failure) when (failure is not ProcessKilledException)
        {
            // Whatever it is, a supervisor starts the part anew.
            _process.World.Log.Write(_process.World.Now, _process.Name, $"{Name} fails: {failure.Message}");
            Stop();
            _ended(failure);
        }
        finally
        {
            _process.World.Current = before;
            if (HeldUp > TimeSpan.Zero) (_busyUntil, HeldUp) = (_process.World.Now + HeldUp, TimeSpan.Zero);
        }
    }
}
