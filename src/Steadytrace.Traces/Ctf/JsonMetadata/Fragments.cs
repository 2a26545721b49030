using Steadytrace.Traces.Ctf.Metadata;

namespace Steadytrace.Traces.Ctf.JsonMetadata;

/// <summary>All fragments of a metadata stream.</summary>
internal sealed class MetadataStream
{
    /// <summary>One for declarations and what is bound of them: both are in memory at once.</summary>
    public BindingBudget Budget { get; } = new();

    /// <summary>Of the preamble: told by packets too.</summary>
    public byte[]? Uuid { get; set; }

    public TraceClassDeclaration? Trace { get; set; }

    public Dictionary<string, ClockClassDeclaration> Clocks { get; } = [];

    public Dictionary<ulong, DataStreamClassDeclaration> Streams { get; } = [];
}

/// <summary>A trace class. <paramref name="Identity"/> is null where it has no unique id.</summary>
internal sealed record TraceClassDeclaration(int Offset, string? Identity, IReadOnlyDictionary<string, string> Environment, StructureDeclaration? PacketHeader);

/// <summary>A clock class: cycles per second, and seconds and cycles from its origin to its zero.</summary>
internal sealed record ClockClassDeclaration(int Offset, string Id, ulong Frequency, long OffsetSeconds, ulong OffsetCycles);

/// <summary>A data stream class, with the event record classes that belong to it.</summary>
internal sealed record DataStreamClassDeclaration(int Offset, ulong Id, ClockClassDeclaration? Clock, StructureDeclaration? PacketContext, StructureDeclaration? EventHeader, StructureDeclaration? CommonContext)
{
    public Dictionary<ulong, EventRecordClassDeclaration> Events { get; } = [];
}

/// <summary>An event record class.</summary>
internal sealed record EventRecordClassDeclaration(int Offset, ulong Id, string? Name, StructureDeclaration? SpecificContext, StructureDeclaration? Payload);
