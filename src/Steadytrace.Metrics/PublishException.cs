namespace Steadytrace.Metrics;

/// <summary>Metrics could not be published. The message is one line that names the broker (without its password) and what to do.</summary>
public sealed class PublishException(string message, Exception? inner = null) : Exception(message, inner);
