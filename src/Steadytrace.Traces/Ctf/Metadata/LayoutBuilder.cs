using Steadytrace.Traces.Ctf.JsonMetadata;
using Steadytrace.Traces.Ctf.Layout;
using Steadytrace.Traces.Tallies;
using Scope = Steadytrace.Traces.Ctf.Metadata.FieldBinder.Scope;

namespace Steadytrace.Traces.Ctf.Metadata;

/// <summary>Builds the layout of a trace from its declarations.</summary>
internal sealed class LayoutBuilder
{
    private readonly TraceDeclaration _trace;
    private readonly BindingBudget _budget;
    private readonly FieldBinder _binder;
    private readonly ILookup<ulong, EventDeclaration> _events;

    private LayoutBuilder(TraceDeclaration trace)
    {
        (_trace, _budget) = (trace, trace.Budget);
        _binder = new FieldBinder(trace, _budget);
        _events = trace.Events.ToLookup(traced => traced.StreamId ?? OnlyStream(trace));
    }

    /// <summary>Reads a <c>metadata</c> file whole.</summary>
    /// <exception cref="TraceException">It cannot be read or understood.</exception>
    public static TraceLayout Read(string file)
    {
        var text = MetadataText.Read(file);
        try
        {
            return LayoutCache.Get(text.Bytes, () => JsonTextSequence.IsAt(text.Bytes.Span) ? JsonLayoutBuilder.Build(text.Bytes) : Build(MetadataParser.Parse(text.Bytes)));
        }
        catch (MetadataException error)
        {
            throw new TraceException(text.FaultAt(error.Offset, error.Message), error);
        }
    }

    /// <exception cref="MetadataException">The declarations contradict each other.</exception>
    public static TraceLayout Build(TraceDeclaration trace)
    {
        if (trace.TraceBlocks == 0) throw new MetadataException(0, "metadata without trace block");
        return new LayoutBuilder(trace).Trace();
    }

    private TraceLayout Trace()
    {
        var header = _binder.Bind(Scope.PacketHeader, _trace.PacketHeader, FieldRoles.OfPacketHeader);
        var declared = _trace.Streams.Count > 0 ? _trace.Streams : [new StreamDeclaration(0, 0, null, null, null)];
        var hasStreamId = Holds(header, FieldRole.StreamClassId);
        if (!hasStreamId && declared.Count > 1)
            throw new MetadataException(declared[1].Offset, "several streams, but no stream_id in the packet header");
        foreach (var traced in _trace.Events)
        {
            if (traced.StreamId is null && declared.Count > 1) throw new MetadataException(traced.Offset, $"event '{traced.Name}' does not say which stream it belongs to");
            if (traced.StreamId is { } id && !(_trace.Streams.Count == 0 ? id == 0 : _trace.StreamIds.Contains(id))) throw new MetadataException(traced.Offset, $"event '{traced.Name}' belongs to stream {id}, which is not declared");
        }

        var streams = declared.ToDictionary(stream => stream.Id, Stream);
        return new TraceLayout
        {
            Uuid = _trace.Uuid,
            PacketHeader = header,
            Streams = streams,
            Identity = _trace.Uuid is { } uuid ? TraceLayout.IdentityOf(uuid) : null,
            HasStreamId = hasStreamId,
            WithoutStreamId = streams[declared[0].Id],
            PacketTimesHold = TracerVersions.PacketTimesHold(_trace.Environment),
            Weight = _budget.Taken,
        };
    }

    private StreamClass Stream(StreamDeclaration declared)
    {
        _binder.ForgetClocks();
        var packetContext = _binder.Bind(Scope.PacketContext, declared.PacketContext, FieldRoles.OfPacketContext);
        var eventHeader = _binder.Bind(Scope.EventHeader, declared.EventHeader, FieldRoles.OfEventHeader);
        var eventContext = _binder.Bind(Scope.StreamEventContext, declared.EventContext, FieldRoles.OfContext);
        var hasEventId = Holds(eventHeader, FieldRole.EventId);
        var events = Events(declared, DirectRole(eventContext, FieldRole.ProcessName));
        if (!hasEventId && events.Count > 1) throw new MetadataException(declared.Offset, "several events, but no id in the event header");
        return new StreamClass(events)
        {
            Id = declared.Id,
            PacketContext = packetContext,
            EventHeader = eventHeader,
            EventContext = eventContext,
            Clock = Clock(declared),
            HasEventId = hasEventId,
            WithoutId = events is [var only] ? only : null,
            Slots = _binder.Slots,
            DiscardedBits = packetContext?.Members.FirstOrDefault(member => member.Role == FieldRole.EventsDiscarded)?.Class is IntegerClass counter ? counter.Size : 0,
        };
    }

    private List<EventClass> Events(StreamDeclaration stream, bool hasProcessName)
    {
        var events = new List<EventClass>();
        var ids = new HashSet<ulong>();
        foreach (var declared in _events[stream.Id])
        {
            _budget.Take(declared.Offset);
            if (!ids.Add(declared.Id)) throw new MetadataException(declared.Offset, $"two events of id {declared.Id} in stream {stream.Id}");
            // A name in the stream's context comes before one in the event's own.
            var context = _binder.Bind(Scope.EventContext, declared.Context, hasProcessName ? FieldRoles.OfPayload : FieldRoles.OfContext);
            var payload = _binder.Bind(Scope.EventFields, declared.Fields, declared.Name switch
            {
                "sched_switch" => FieldRoles.OfSwitch,
                "sched_process_exec" => FieldRoles.OfExec,
                _ => FieldRoles.OfPayload,
            });
            events.Add(new EventClass
            {
                Id = declared.Id,
                Index = events.Count,
                Traced = TracedEvent.FromName(declared.Name),
                Context = context,
                Payload = payload,
                IsSwitch = DirectRole(payload, FieldRole.PreviousName) && DirectRole(payload, FieldRole.NextName),
                IsExec = DirectRole(payload, FieldRole.FileName),
                HasProcessName = hasProcessName || DirectRole(context, FieldRole.ProcessName),
            });
        }

        return events;
    }

    // Every integer of a stream that is mapped to a clock must be mapped to the same one: a stream has one time.
    private ClockClass? Clock(StreamDeclaration declared)
    {
        if (_binder.Clocks.Count > 1) throw new MetadataException(declared.Offset, $"stream with two clocks, '{_binder.Clocks[0].Name}' and '{_binder.Clocks[1].Name}'");
        if (_binder.Clocks is not [var clock]) return null;
        return new ClockClass { Name = clock.Name, Frequency = clock.Frequency, OffsetSeconds = clock.OffsetSeconds, OffsetCycles = clock.OffsetCycles };
    }

    private static ulong OnlyStream(TraceDeclaration trace) => trace.Streams is [var only] ? only.Id : 0;

    private static bool DirectRole(StructureClass? structure, FieldRole role) => structure?.Members.Any(member => member.Role == role) ?? false;

    private static bool Holds(FieldClass? field, FieldRole role) => field switch
    {
        StructureClass structure => structure.Members.Any(member => member.Role == role || Holds(member.Class, role)),
        VariantClass variant => variant.Options.Any(option => Holds(option.Class, role)),
        _ => false,
    };
}
