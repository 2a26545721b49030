using Akka.Actor;
using Akka.Event;

namespace Steadytrace.Cluster.Node;

/// <summary>Starts a part, starts it again when it fails, as <see cref="RestartPlan"/> says, and hands on what is told to it and what it tells.</summary>
/// <remarks>
/// Akka's own backoff supervisor gives up by ending itself, and nobody could start the part again. This one stays, tells its node, and waits for a word. A part that ends
/// by itself ends its supervisor.
/// </remarks>
internal sealed class Supervisor : UntypedActor, IWithTimers
{
    /// <summary>Pauses differ by so much, so that a fleet that failed together does not come back in step.</summary>
    private const double RandomPart = 0.2;
    private readonly Props _props;
    private readonly string _name;
    private readonly object? _whileDown;
    private readonly Action<Exception>? _failed;
    private readonly StayDown? _stayDown;
    private readonly RestartPlan _plan;
    private readonly TimeProvider _clock;
    private readonly long _began;
    private IActorRef _child = ActorRefs.Nobody;
    private bool _hasFailed;
    private bool _isGivenUp;

    public Supervisor(Props props, string name, TimeSpan first, TimeSpan longest, object? whileDown, Action<Exception>? failed, StayDown? stayDown, TimeProvider clock)
    {
        (_clock, _began) = (clock, clock.GetTimestamp());
        (_props, _name, _whileDown, _failed, _stayDown) = (props, name, whileDown, failed, stayDown);
        _plan = new RestartPlan(first, longest, stayDown?.MaxFailures);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart() => Start();

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(cause =>
    {
        _hasFailed = true;
        _failed?.Invoke(cause);
        return Directive.Stop;
    });

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Terminated gone when gone.ActorRef.Equals(_child):
                OnChildGone();
                break;
            case Due or StartAgain:
                if (_child.IsNobody()) Start();
                break;
            case ChildWanted:
                Sender.Tell(new ChildIs(_child));
                break;
            case var _ when Sender.Equals(_child) && !_child.IsNobody():
                Context.Parent.Tell(message, Sender);
                break;
            case var _ when !_child.IsNobody():
                _child.Forward(message);
                break;
            case var _ when _whileDown is { } answer:
                Sender.Tell(answer);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private TimeSpan Now => _clock.GetElapsedTime(_began);

    private void Start()
    {
        Timers.CancelAll();
        _hasFailed = false;
        _plan.Started(Now);
        _child = Context.Watch(Context.ActorOf(_props, _name));
        if (!_isGivenUp) return;
        _isGivenUp = false;
        Node.Tell(new PartStarted(_stayDown!.Part));
    }

    private void OnChildGone()
    {
        _child = ActorRefs.Nobody;
        if (!_hasFailed)
        {
            Context.Stop(Self);
            return;
        }

        if (_plan.Failed(Now) is { } pause)
        {
            Timers.StartSingleTimer(nameof(Due), Due.Instance, pause * (1 + (RandomPart * Random.Shared.NextDouble())));
            return;
        }

        _isGivenUp = true;
        _stayDown!.Failures.StaysDown(_stayDown.Part);
        Node.Tell(new PartDown(_stayDown.Part, Self));
    }

    private static ActorSelection Node => Context.ActorSelection("/user/node");

    private sealed class Due : INoSerializationVerificationNeeded, IDeadLetterSuppression
    {
        public static readonly Due Instance = new();
    }
}
