namespace Steadytrace.Recording;

/// <summary>A tracer could not be started, cut or stopped, or died.</summary>
/// <param name="message">One line: what failed, at which thing, and what to do.</param>
/// <param name="permanent">True when trying again cannot help until somebody changes the host (no permission, no tracer).</param>
/// <param name="inner">The cause.</param>
public sealed class RecorderException(string message, bool permanent = false, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>True when trying again cannot help until somebody changes the host.</summary>
    public bool Permanent { get; } = permanent;
}
