using Steadytrace.Traces.Generated.Fields;

namespace Steadytrace.Traces.Generated.Streams;

/// <summary>One kind of stream, and the special fields by which its packets are written.</summary>
public sealed class StreamModel
{
    public required ulong Id { get; init; }

    public required StructureType? PacketContext { get; init; }

    public required StructureType? EventHeader { get; init; }

    public required StructureType? EventContext { get; init; }

    public required IReadOnlyList<EventModel> Events { get; init; }

    /// <summary>The clock of its stamps; null for a stream without time.</summary>
    public required ClockModel? Clock { get; init; }

    /// <summary>Bits of the stamp that an event may use; 0 when events carry none.</summary>
    public required int StampBits { get; init; }

    /// <summary>Largest id that the short form of the header holds; null for a header of one form.</summary>
    public required ulong? ShortIds { get; init; }

    /// <summary>The stream's event context has a process name.</summary>
    public required bool HasProcess { get; init; }

    /// <summary>Longest process name that its fields hold, in bytes.</summary>
    public int NameBytes { get; init; } = 15;

    /// <summary>By name: <c>packet_size</c>, <c>content_size</c>, <c>timestamp_begin</c>, <c>timestamp_end</c>, <c>events_discarded</c>, <c>packet_seq_num</c>, <c>cpu_id</c>.</summary>
    public required IReadOnlyDictionary<string, Field> Special { get; init; }

    public bool HasBegin => Special.ContainsKey("timestamp_begin");
}
