using Steadytrace.Traces.Generated.Fields;

namespace Steadytrace.Traces.Generated.Streams;

/// <summary>One kind of event.</summary>
public sealed record EventModel(string Name, ulong Id, StructureType? Context, StructureType? Payload)
{
    public bool IsSwitch => Name == "sched_switch";

    public bool IsExec => Name == "sched_process_exec";

    /// <summary>Its own context has a process name.</summary>
    public bool HasProcess { get; init; }
}
