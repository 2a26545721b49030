using Akka.Actor;

namespace Steadytrace.Simulation;

/// <summary>An address to which messages go over the simulated network.</summary>
/// <param name="network">The network.</param>
/// <param name="process">Where it lives; null for a name that is looked up when the message arrives.</param>
/// <param name="name">Its last name.</param>
/// <param name="receive">What becomes of a message when it has arrived.</param>
internal sealed class PartRef(Network network, SimulatedProcess process, string name, Action<object, IActorRef> receive) : MinimalActorRef
{
    private static int _last;

    public SimulatedProcess Process { get; } = process;

    public override ActorPath Path { get; } = (new RootActorPath(process.Address) / "user" / name).WithUid(Interlocked.Increment(ref _last));

    public override IActorRefProvider Provider => throw new NotSupportedException("the simulation has no actor system");

    public void Receive(object message, IActorRef sender) => receive(message, sender);

    protected override void TellInternal(object message, IActorRef sender) => network.Send(this, message, sender);
}
