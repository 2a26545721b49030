using Akka.Actor;

namespace Steadytrace.Cluster.Parts;

/// <summary>A part of the protocol: handles one message at a time, and has no thread, timer or clock but what its context gives it.</summary>
/// <remarks>So the very same code runs in an actor (<see cref="PartActor"/>) and, with all other parts of a cluster, in one thread of a simulation.</remarks>
public abstract class Part(IPartContext context)
{
    private readonly List<(Type Type, Action<object> Handler)> _handlers = [];

    /// <summary>Whatever runs the part.</summary>
    protected IPartContext Context { get; } = context;

    protected IActorRef Self => Context.Self;

    protected IActorRef Sender => Context.Sender;

    /// <summary>Before the first message.</summary>
    public virtual void OnStart()
    {
    }

    /// <summary>After the last message.</summary>
    public virtual void OnStop()
    {
    }

    /// <summary>Handles a message.</summary>
    /// <returns>False when it is none of this part's.</returns>
    public bool Handle(object message)
    {
        foreach (var (type, handler) in _handlers)
        {
            if (!type.IsInstanceOfType(message)) continue;
            handler(message);
            return true;
        }

        return false;
    }

    /// <summary>Says how messages of a type are handled. The first that fits is taken.</summary>
    protected void Receive<T>(Action<T> handler) => _handlers.Add((typeof(T), message => handler((T)message)));
}
