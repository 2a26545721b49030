using Akka.Actor;

namespace Steadytrace.Cluster.Node;

/// <summary>A supervisor to its node: its part has failed again and again and stays down; inside their process.</summary>
public sealed record PartDown(string Part, IActorRef Supervisor) : INoSerializationVerificationNeeded;

/// <summary>A supervisor to its node: its part is started again; inside their process.</summary>
public sealed record PartStarted(string Part) : INoSerializationVerificationNeeded;

/// <summary>To a supervisor, inside its process: start the part now if it is down, whatever it did before.</summary>
public sealed class StartAgain : INoSerializationVerificationNeeded
{
    public static readonly StartAgain Instance = new();
}

/// <summary>To a supervisor, inside its process. Answered by <see cref="ChildIs"/>.</summary>
public sealed class ChildWanted : INoSerializationVerificationNeeded
{
    public static readonly ChildWanted Instance = new();
}

/// <summary>Who a supervisor's part is now; nobody while it is down.</summary>
public sealed record ChildIs(IActorRef Actor) : INoSerializationVerificationNeeded;
