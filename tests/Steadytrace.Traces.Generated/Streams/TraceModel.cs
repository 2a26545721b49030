using Steadytrace.Traces.Generated.Fields;

namespace Steadytrace.Traces.Generated.Streams;

/// <summary>All that the metadata of one generated trace says.</summary>
public sealed class TraceModel
{
    public required bool BigEndian { get; init; }

    /// <summary>16 bytes; null for a trace without identity.</summary>
    public required byte[]? Uuid { get; init; }

    public required StructureType? PacketHeader { get; init; }

    public bool HasStreamId => PacketHeader?.Fields.Any(member => member.Name == "stream_id") ?? false;

    public required bool HasInstanceId { get; init; }

    public required IReadOnlyList<ClockModel> Clocks { get; init; }

    public required IReadOnlyList<StreamModel> Streams { get; init; }

    public required IReadOnlyList<FieldType> Declared { get; init; }

    /// <summary>Every field begins and ends at whole bytes.</summary>
    public required bool IsBytewise { get; init; }

    /// <summary>The tracer is one whose packet times can be trusted.</summary>
    public required bool IsTracerKnown { get; init; }

    public required StreamState State { get; init; }

    public bool HasSwitches => Streams.Any(stream => stream.Events.Any(traced => traced.IsSwitch));
}
