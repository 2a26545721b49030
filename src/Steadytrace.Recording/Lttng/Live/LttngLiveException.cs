namespace Steadytrace.Recording.Lttng.Live;

/// <summary>A relay daemon cannot be reached, has no such session, breaks its protocol, or went away.</summary>
/// <param name="message">One line: what failed, at which relay daemon, and what to do.</param>
/// <param name="inner">The cause.</param>
public sealed class LttngLiveException(string message, Exception? inner = null) : Exception(message, inner);
