using Akka.Actor;
using Akka.Event;

namespace Steadytrace.Cluster.Parts;

/// <summary>Gives a <see cref="Part"/> its mailbox, its timers and its place among the actors, and does nothing else.</summary>
public abstract class PartActor : UntypedActor, IWithTimers, IPartContext
{
    private readonly Part _part;

    protected PartActor(Func<IPartContext, Part> make)
    {
        Log = Context.GetLogger();
        _part = make(this);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public ILoggingAdapter Log { get; }

    IActorRef IPartContext.Self => Self;

    IActorRef IPartContext.Sender => Sender;

    IActorRef IPartContext.Parent => Context.Parent;

    ICanTell IPartContext.AtPlaceOf(IActorRef actor) => Context.ActorSelection(actor.Path);

    void IPartContext.After(TimeSpan delay, object message) => Timers.StartSingleTimer(message.GetType(), message, delay);

    void IPartContext.Every(TimeSpan period, object message, TimeSpan? first) => Timers.StartPeriodicTimer(message.GetType(), message, first ?? period, period);

    void IPartContext.Tell(Task<object> coming) => Tell(coming);

    Task IPartContext.Perform(Func<Task<object>> call)
    {
        var performed = Task.Run(call);
        Tell(performed);
        return performed;
    }

    void IPartContext.Stop() => Context.Stop(Self);

    private void Tell(Task<object> coming) => coming.PipeTo(Self, failure: cause => new Status.Failure(cause));

    protected override void PreStart() => _part.OnStart();

    protected override void PostStop() => _part.OnStop();

    protected override void OnReceive(object message)
    {
        if (!_part.Handle(message)) Unhandled(message);
    }
}
