namespace Steadytrace.Commands;

/// <summary>Something failed at work: exit code 1. The message is one line that names the thing and what to do.</summary>
internal sealed class FailureException(string message, Exception? inner = null) : Exception(message, inner);
