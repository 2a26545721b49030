namespace Steadytrace.Cluster.Node;

/// <summary>Ends the life of a part that has already logged why. The line that Akka's supervisors log of it says nothing new; the program's log leaves it out.</summary>
public sealed class ToldFailure(Exception cause) : Exception(cause.Message, cause);
