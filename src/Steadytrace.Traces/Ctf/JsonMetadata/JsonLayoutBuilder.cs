using Steadytrace.Traces.Ctf.Layout;
using Steadytrace.Traces.Ctf.Metadata;
using Steadytrace.Traces.Tallies;

namespace Steadytrace.Traces.Ctf.JsonMetadata;

/// <summary>Builds the layout of a trace from the fragments of CTF 2 metadata.</summary>
internal sealed class JsonLayoutBuilder
{
    private readonly MetadataStream _stream;
    private readonly FieldClassBinder _binder;

    private JsonLayoutBuilder(MetadataStream stream)
    {
        _stream = stream;
        _binder = new FieldClassBinder(stream.Budget);
    }

    /// <exception cref="MetadataException">The text is not CTF 2 metadata, contradicts itself, or asks for what is not known.</exception>
    public static TraceLayout Build(ReadOnlyMemory<byte> text) => new JsonLayoutBuilder(FragmentParser.Parse(text)).Trace();

    private TraceLayout Trace()
    {
        var header = _binder.Bind(FieldScope.PacketHeader, _stream.Trace?.PacketHeader, NoRole);
        if (header is not null) CheckHeader(header, _stream.Trace!.PacketHeader!);
        var streams = _stream.Streams.Values.ToDictionary(declared => declared.Id, Stream);
        return new TraceLayout
        {
            Uuid = _stream.Uuid,
            Identity = _stream.Trace?.Identity ?? (_stream.Uuid is { } uuid ? TraceLayout.IdentityOf(uuid) : null),
            PacketHeader = header,
            Streams = streams,
            HasStreamId = header is not null && RoleSearch.Finds(header, FieldRole.StreamClassId),
            WithoutStreamId = streams.GetValueOrDefault(0UL),
            ClockRestarts = true,
            PacketTimesHold = TracerVersions.PacketTimesHold(_stream.Trace?.Environment ?? new Dictionary<string, string>()),
            Weight = _stream.Budget.Taken,
        };
    }

    private void CheckHeader(StructureClass header, StructureDeclaration declared)
    {
        if (RoleSearch.Finds(header, FieldRole.Magic) && header.Members[0] is not { Role: FieldRole.Magic, Class: IntegerClass { Size: 32 } })
            throw new MetadataException(declared.Offset, "the packet's magic number must be the header's first member, of 32 bits");
        if (header.Members.FirstOrDefault(member => member.Role == FieldRole.TraceUuid) is not { } uuid) return;
        if (uuid.Class is not ArrayClass { Length: 16 }) throw new MetadataException(declared.Offset, "the metadata stream's UUID must be a BLOB of 16 bytes");
        if (_stream.Uuid is null) throw new MetadataException(declared.Offset, "packets tell the metadata stream's UUID, but the preamble does not");
    }

    private StreamClass Stream(DataStreamClassDeclaration declared)
    {
        _stream.Budget.Take(declared.Offset);
        _binder.BeginStream(declared.Clock is not null);
        var packetContext = _binder.Bind(FieldScope.PacketContext, declared.PacketContext, name => name == "cpu_id" ? FieldRole.CpuId : FieldRole.None);
        var eventHeader = _binder.Bind(FieldScope.EventHeader, declared.EventHeader, NoRole);
        var commonContext = _binder.Bind(FieldScope.CommonContext, declared.CommonContext, FieldRoles.OfContext);
        var events = Events(declared, HasMember(commonContext, FieldRole.ProcessName));
        return new StreamClass(events)
        {
            Id = declared.Id,
            PacketContext = packetContext,
            EventHeader = eventHeader,
            EventContext = commonContext,
            Clock = declared.Clock is { } clock ? new ClockClass { Name = clock.Id, Frequency = clock.Frequency, OffsetSeconds = clock.OffsetSeconds, OffsetCycles = checked((long)clock.OffsetCycles) } : null,
            HasEventId = eventHeader is not null && RoleSearch.Finds(eventHeader, FieldRole.EventId),
            WithoutId = events.Find(traced => traced.Id == 0),
            Slots = _binder.Slots,
            DiscardedBits = packetContext is null ? 0 : RoleSearch.BitsOf(packetContext, FieldRole.EventsDiscarded),
        };
    }

    private List<EventClass> Events(DataStreamClassDeclaration stream, bool hasProcessName)
    {
        var events = new List<EventClass>();
        foreach (var declared in stream.Events.Values)
        {
            _stream.Budget.Take(declared.Offset);
            var name = declared.Name is { Length: > 0 } told ? told : $"(unnamed {declared.Id})";

            // A name in the stream's context comes before one in the event's own.
            var context = _binder.Bind(FieldScope.SpecificContext, declared.SpecificContext, hasProcessName ? NoRole : FieldRoles.OfContext);
            var payload = _binder.Bind(FieldScope.Payload, declared.Payload, name switch
            {
                "sched_switch" => FieldRoles.OfSwitch,
                "sched_process_exec" => FieldRoles.OfExec,
                _ => NoRole,
            });
            events.Add(new EventClass
            {
                Id = declared.Id,
                Index = events.Count,
                Traced = TracedEvent.FromName(name),
                Context = context,
                Payload = payload,
                IsSwitch = HasMember(payload, FieldRole.PreviousName) && HasMember(payload, FieldRole.NextName),
                IsExec = HasMember(payload, FieldRole.FileName),
                HasProcessName = hasProcessName || HasMember(context, FieldRole.ProcessName),
            });
        }

        return events;
    }

    private static bool HasMember(StructureClass? structure, FieldRole role) => structure?.Members.Any(member => member.Role == role) ?? false;

    private static FieldRole NoRole(string name) => FieldRole.None;
}
