namespace Steadytrace.Traces.Ctf.Layout;

/// <summary>One kind of stream: what its packets and events look like.</summary>
internal sealed class StreamClass
{
    private readonly Dictionary<ulong, EventClass> _byId;

    public StreamClass(IReadOnlyList<EventClass> events)
    {
        Events = events;
        _byId = events.ToDictionary(traced => traced.Id);
    }

    public required ulong Id { get; init; }

    public required StructureClass? PacketContext { get; init; }

    public required StructureClass? EventHeader { get; init; }

    /// <summary>Context of every event of the stream.</summary>
    public required StructureClass? EventContext { get; init; }

    /// <summary>By <see cref="EventClass.Index"/>.</summary>
    public IReadOnlyList<EventClass> Events { get; }

    /// <summary>The clock of all timestamps; null for a stream without time.</summary>
    public required ClockClass? Clock { get; init; }

    /// <summary>The event header holds an id; without one the stream has one event class.</summary>
    public required bool HasEventId { get; init; }

    /// <summary>The class of an event whose header told no id; null when there can be none.</summary>
    public required EventClass? WithoutId { get; init; }

    /// <summary>Slots that the fields of one packet need.</summary>
    public required int Slots { get; init; }

    /// <summary>Bits of the running counter of lost events; 0 when packets carry none.</summary>
    public required int DiscardedBits { get; init; }

    /// <summary>True when events must be told apart by the thread current on their CPU.</summary>
    public bool NeedsThreads => Events.Any(traced => !traced.HasProcessName);

    /// <summary>Some events tell who leaves the CPU to whom.</summary>
    public bool TellsTurns => Events.Any(traced => traced.IsSwitch);

    /// <summary>Some events name their process and tell besides who runs from there on.</summary>
    public bool NamesSwitches => Events.Any(traced => traced.HasProcessName && (traced.IsSwitch || traced.IsExec));

    public EventClass? Find(ulong id) => _byId.GetValueOrDefault(id);
}
