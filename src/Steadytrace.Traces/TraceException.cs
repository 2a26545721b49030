namespace Steadytrace.Traces;

/// <summary>Nothing of a trace could be read: no trace at this path, or metadata that is damaged or not understood.</summary>
public sealed class TraceException(TraceFault fault, Exception? inner = null) : Exception(fault.ToString(), inner)
{
    /// <summary>Where and why.</summary>
    public TraceFault Fault { get; } = fault;
}
