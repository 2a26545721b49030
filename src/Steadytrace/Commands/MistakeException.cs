namespace Steadytrace.Commands;

/// <summary>What was asked cannot be done as asked: exit code 2. The message is one line that names the thing and what to do.</summary>
internal sealed class MistakeException(string message) : Exception(message);
