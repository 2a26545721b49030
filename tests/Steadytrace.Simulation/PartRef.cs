using Akka.Actor;

namespace Steadytrace.Simulation;

/// <summary>An address to which messages go over the simulated network.</summary>
internal sealed class PartRef : MinimalActorRef
{
    private static int _last;
    private readonly Network _network;
    private readonly Action<object, IActorRef> _receive;

    /// <param name="network">The network.</param>
    /// <param name="process">Where it lives.</param>
    /// <param name="name">Its last name.</param>
    /// <param name="receive">What becomes of a message when it has arrived.</param>
    public PartRef(Network network, SimulatedProcess process, string name, Action<object, IActorRef> receive)
    {
        (_network, Process, _receive) = (network, process, receive);
        Path = (new RootActorPath(process.Address) / "user" / name).WithUid(Interlocked.Increment(ref _last));
        network.Place(this);
    }

    public SimulatedProcess Process { get; }

    public override ActorPath Path { get; }

    public override IActorRefProvider Provider => throw new NotSupportedException("the simulation has no actor system");

    public void Receive(object message, IActorRef sender) => _receive(message, sender);

    protected override void TellInternal(object message, IActorRef sender) => _network.Send(this, message, sender);
}
