using Akka.Actor;
using Akka.TestKit;

namespace Steadytrace.Cluster.Tests.Tracing.PowerLoss;

/// <summary>Everybody that a spool speaks to. It hears at once, on the thread of whoever speaks.</summary>
internal sealed class Ear
{
    public Ear(ActorSystem system) => Ref = system.ActorOf(Props.Create(() => new Listener(Heard)).WithDispatcher(CallingThreadDispatcher.Id));

    public Queue<object> Heard { get; } = [];

    public IActorRef Ref { get; }

    private sealed class Listener(Queue<object> heard) : UntypedActor
    {
        protected override void OnReceive(object message) => heard.Enqueue(message);
    }
}
