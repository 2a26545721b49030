using Steadytrace.Traces.Tallies;

namespace Steadytrace.Traces.Ctf.Layout;

/// <summary>One kind of event of a stream class.</summary>
internal sealed class EventClass
{
    public required ulong Id { get; init; }

    /// <summary>Place among the stream class's event classes, from 0: the column of its counts.</summary>
    public required int Index { get; init; }

    public required TracedEvent Traced { get; init; }

    /// <summary>The event's own context; null when it has none.</summary>
    public required StructureClass? Context { get; init; }

    public required StructureClass? Payload { get; init; }

    /// <summary>Its payload tells who ran before and who runs next.</summary>
    public required bool IsSwitch { get; init; }

    /// <summary>Its payload tells the file that the current process became.</summary>
    public required bool IsExec { get; init; }

    /// <summary>A context of the stream or of the event carries the process name.</summary>
    public required bool HasProcessName { get; init; }
}
