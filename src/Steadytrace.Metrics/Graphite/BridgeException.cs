namespace Steadytrace.Metrics.Graphite;

/// <summary>The bridge has ended. The message is one line that names the broker or carbon, and what to do. What was not acknowledged is in the queue again.</summary>
public sealed class BridgeException(string message, Exception? inner = null) : Exception(message, inner);
