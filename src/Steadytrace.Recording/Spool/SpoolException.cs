namespace Steadytrace.Recording.Spool;

/// <summary>The spool's folder cannot be used. The message is one line that names the folder and what to do.</summary>
public sealed class SpoolException(string message, Exception? inner = null) : Exception(message, inner);
