namespace Steadytrace.Cluster.Messages;

/// <summary>A message between nodes. Every sealed type of this assembly that carries it is on the serializer's allow-list; nothing else is.</summary>
/// <remarks>
/// Collections in messages are arrays: the wire's types are then exactly the declared ones. Bytes of traces never travel in a message, and
/// tallies in <see cref="TallyPart"/>s: every message is far smaller than the remoting frame.
/// </remarks>
public interface IClusterMessage;
