using Steadytrace.Traces.Generated.Fields;

namespace Steadytrace.Traces.Generated.Streams;

/// <summary>Makes what the metadata of a trace says.</summary>
public sealed class ModelMaker
{
    private static readonly string[] Names = ["my:tick", "irq_handler_entry", "plain", "syscall_entry_openat", "block:rq issue", "a_b_c"];
    private static readonly ulong[] Frequencies = [1_000, 1_000_000, 3_300_000_000, 1_193_182, 32_768];

    private readonly Chance _chance;
    private readonly ConstructCounts _counts;
    private readonly GeneratorOptions _options;
    private readonly StreamState _state = new();
    private readonly bool _bigEndian;
    private readonly bool _tracksThreads;
    private readonly TypeMaker _types;
    private int _events;

    public ModelMaker(Chance chance, ConstructCounts counts, GeneratorOptions options)
    {
        (_chance, _counts, _options) = (chance, counts, options);
        _bigEndian = chance.Percent(50);
        _tracksThreads = chance.Percent(40);
        _types = new TypeMaker(chance, counts, _bigEndian, options.IsForBabeltrace, options.IsJson, options.EmptyStructuresPercent, options.HollowElementsPercent);
        _types.Leaves.IsBytewise = chance.Percent(50);
    }

    public TraceModel Make(bool needsUuid)
    {
        var streams = _chance.Percent(40) ? _chance.Between(1, _options.MaximumStreams) : 1;
        var clocks = Clocks(streams);
        var hasUuid = needsUuid || _chance.Percent(60);
        var uuid = new byte[16];
        for (var i = 0; i < uuid.Length; i++) uuid[i] = (byte)_chance.Bits();
        var header = PacketHeader(streams, hasUuid ? uuid : null, out var hasInstance);
        _counts.Note(_bigEndian ? Construct.BigEndianTrace : Construct.LittleEndianTrace);
        _counts.NoteIf(streams > 1, Construct.SeveralStreamClasses);
        _counts.NoteIf(header is null, Construct.PacketHeaderMissing);
        var models = new List<StreamModel>();
        for (var i = 0; i < streams; i++) models.Add(Stream(streams == 1 && (!HasField(header, "stream_id") || _chance.Percent(50)) ? 0 : (ulong)(i * 3 + _chance.Below(3)), clocks, hasInstance));
        var known = _chance.Percent(30);
        _counts.NoteIf(known, Construct.TracerKnown);
        return new TraceModel
        {
            BigEndian = _bigEndian, Uuid = hasUuid ? uuid : null, PacketHeader = header, HasInstanceId = hasInstance, Clocks = clocks, Streams = models,
            Declared = _types.Declared, IsBytewise = _types.Leaves.IsBytewise, IsTracerKnown = known, State = _state,
        };
    }

    private List<ClockModel> Clocks(int streams)
    {
        var clocks = new List<ClockModel>();
        var number = _tracksThreads ? 1 : _chance.Percent(15) ? 0 : streams > 1 && _chance.Percent(50) ? 2 : 1;
        for (var i = 0; i < number; i++)
        {
            var frequency = _chance.Percent(60) ? 1_000_000_000 : _chance.OneOf(Frequencies);
            if (_tracksThreads && frequency > 1_000_000_000) frequency = 1_000_000;
            var clock = new ClockModel(_chance.Pick("monotonic", "c", "cycles") + i, frequency, _chance.Percent(50) ? _chance.Below(2_000_000_000) : 0,
                _chance.Percent(40) ? (ulong)_chance.Below(2_000_000_000) : 0, _chance.Percent(30) ? (ulong)_chance.Below(1000) : null);
            clocks.Add(clock);
            _counts.NoteIf(frequency != 1_000_000_000, Construct.ClockFrequency);
            _counts.NoteIf(clock.OffsetSeconds != 0, Construct.ClockOffsetSeconds);
            _counts.NoteIf(clock.Offset != 0, Construct.ClockOffset);
            _counts.NoteIf(clock.Precision is not null, Construct.ClockPrecision);
        }

        _counts.NoteIf(number > 1, Construct.SeveralClocks);
        _counts.NoteIf(number == 0, Construct.NoClock);
        return clocks;
    }

    private StructureType? PacketHeader(int streams, byte[]? uuid, out bool hasInstance)
    {
        hasInstance = false;
        if (streams == 1 && _chance.Percent(20)) return null;
        _types.Begin(FieldScope.PacketHeader);
        if (_chance.Percent(80)) Special("magic", 32, () => 0xC1FC1FC1);
        if (uuid is not null && _chance.Percent(70))
        {
            var element = new IntegerType { Size = 8, Align = 8, BigEndian = _bigEndian };
            _types.Add(new Field("uuid", new ArrayType { Element = element, Length = 16 }) { Text = () => uuid });
        }

        if (!_options.IsForBabeltrace) Extra();
        if (streams > 1 || _chance.Percent(50)) Special("stream_id", _chance.Pick(8, 16, 32, 64), () => _state.StreamId);
        if (_chance.Percent(50))
        {
            hasInstance = true;
            Special("stream_instance_id", _chance.Pick(32, 64), () => _state.Instance);
        }

        if (!_options.IsForBabeltrace) Extra();
        return _types.End();
    }

    private StreamModel Stream(ulong id, IReadOnlyList<ClockModel> clocks, bool hasInstance)
    {
        _types.Forget(FieldScope.PacketContext);

        // A stream without any stamp has no clock. Threads can be followed only where there is time, and a CPU.
        var clock = clocks.Count > 0 && (_tracksThreads || _chance.Percent(90)) ? _chance.OneOf(clocks) : null;
        var tells = clocks.Count > 1 || _chance.Percent(60);
        _counts.NoteIf(clock is not null && !tells, Construct.ClockNotNamed);
        var special = new Dictionary<string, Field>();
        var context = PacketContext(clock, tells, special, hasInstance);
        var hasStamps = clock is not null && (_tracksThreads || _chance.Percent(85) || !special.ContainsKey("timestamp_begin"));
        var events = _chance.Percent(75) ? _chance.Between(2, 5) : 1;
        var (header, stampBits, shortIds) = new HeaderMaker(_chance, _counts, _types, _bigEndian, _state, _options.IsJson).Make(hasStamps ? clock : null, tells, events > 1, _options.IsForBabeltrace ? 0 : _options.MaximumFields);
        var nameBytes = _chance.Pick(16, 16, 16, 17, 20, 24);
        var hasName = !_tracksThreads && _chance.Percent(50);
        StructureType? eventContext = null;
        if (hasName || _chance.Percent(30)) eventContext = Context(FieldScope.StreamEventContext, hasName, nameBytes);
        var idBits = header?.Fields.FirstOrDefault(field => field.Name == "id")?.Type is IntegerType { Size: var bits } ? bits : 32;
        var models = new List<EventModel>();
        ulong next = 0;
        for (var i = 0; i < events; i++)
        {
            next += (ulong)_chance.Below(_chance.Percent(20) && idBits > 16 ? 40 : 4);
            if (i > 0) next++;
            models.Add(Event(events == 1 && shortIds is null && !HasId(header) ? 0 : next, !hasName && _chance.Percent(_tracksThreads ? 10 : 20), nameBytes, (header is null || (stampBits == 0 && !HasId(header))) && !hasName, i));
        }

        return new StreamModel
        {
            Id = id, PacketContext = context, EventHeader = header, EventContext = eventContext, Events = models, Clock = clock, StampBits = stampBits, ShortIds = shortIds,
            HasProcess = hasName, NameBytes = nameBytes, Special = special,
        };
    }

    private static bool HasId(StructureType? header) => HasField(header, "id");

    private static bool HasField(StructureType? scope, string name) => scope?.Fields.Any(field => field.Name == name) ?? false;

    private StructureType? PacketContext(ClockModel? clock, bool tellsClock, Dictionary<string, Field> special, bool hasInstance)
    {
        var needed = _tracksThreads || !_types.Leaves.IsBytewise;
        if (!needed && _chance.Percent(20))
        {
            _counts.Note(Construct.PacketContextMissing);
            return null;
        }

        var clockName = tellsClock ? clock?.Name : null;
        _types.Begin(FieldScope.PacketContext);
        var times = clock is not null && _chance.Percent(80);
        _counts.NoteIf(clock is not null && !times, Construct.PacketTimesMissing);
        var fields = new List<(string Name, int Size, string? Clock, Func<ulong> Value)>();
        if (times) fields.AddRange([("timestamp_begin", 64, clockName, () => _state.Begin), ("timestamp_end", 64, clockName, () => 0)]);
        if (needed || _chance.Percent(80)) fields.Add(("content_size", _chance.Pick(32, 64), null, () => 0));
        if (needed || _chance.Percent(80)) fields.Add(("packet_size", _chance.Pick(32, 64), null, () => 0));
        if (_chance.Percent(60)) fields.Add(("events_discarded", _types.Leaves.IsBytewise ? _chance.Pick(8, 16, 32, 64) : _chance.Pick(8, 16, 32, 64, 12), null, () => _state.Discarded));
        if (_chance.Percent(60)) fields.Add(("packet_seq_num", _chance.Pick(32, 64), null, () => _state.Sequence));
        if (_tracksThreads || _chance.Percent(60)) fields.Add(("cpu_id", _chance.Pick(8, 32), null, () => _state.Cpu));
        foreach (var (name, size, mapped, value) in fields)
        {
            if (_chance.Percent(10)) Extra();
            special[name] = Special(name, size, value, mapped);
        }

        if (_chance.Percent(30)) Extra();
        return _types.End(_chance.Percent(10) ? 64 : 1);
    }

    private EventModel Event(ulong id, bool hasName, int nameBytes, bool needsRoom, int number)
    {
        StructureType? context = null;
        _types.Forget(FieldScope.EventContext);
        if (hasName || _chance.Percent(20)) context = Context(FieldScope.EventContext, hasName, nameBytes);
        if (hasName) _counts.Note(Construct.ProcessNameOfEvent);
        var kind = _tracksThreads ? number == 0 && _chance.Percent(80) ? 1 : _chance.Percent(15) ? 2 : 0 : 0;
        if (kind == 0 && !needsRoom && !_options.IsForBabeltrace && context is null && _chance.Percent(5)) return new EventModel(NewName(), id, null, null);
        _types.Begin(FieldScope.Payload);
        if (needsRoom || _options.IsForBabeltrace) _types.Add(new Field(_types.NewName(), _types.Leaves.Integer(size: 16)));
        Extra();
        if (kind == 1)
        {
            var length = _chance.Pick(16, 16, 16, 20);
            foreach (var isNext in _chance.Percent(50) ? (bool[])[true, false] : [false, true])
            {
                _types.Add(new Field(isNext ? "next_comm" : "prev_comm", Characters(length)) { Text = isNext ? () => _state.NextBytes : () => _state.PreviousBytes });
                if (_chance.Percent(50)) Extra();
            }

            _counts.Note(Construct.SchedSwitch);
        }
        else if (kind == 2)
        {
            _types.Add(new Field("filename", _types.Leaves.String()) { Text = () => _state.FileBytes });
            _counts.Note(Construct.SchedExec);
        }

        if (_chance.Percent(50)) Extra();
        return new EventModel(kind switch { 1 => "sched_switch", 2 => "sched_process_exec", _ => NewName() }, id, context, _types.End()) { HasProcess = hasName };
    }

    private string NewName() => _chance.Percent(50) ? _chance.OneOf(Names) : $"ev_{_events++}";

    private StructureType Context(FieldScope scope, bool hasName, int nameBytes)
    {
        _types.Begin(scope);
        if (_chance.Percent(50) && !(_options.IsForBabeltrace && scope == FieldScope.EventContext)) Extra();
        if (hasName)
        {
            var name = _chance.Percent(10) ? "_procname" : "procname";
            var (type, construct) = _chance.Below(10) switch
            {
                < 7 => ((FieldType)Characters(nameBytes), Construct.ProcessNameArray),
                < 9 => (_types.Leaves.String(), Construct.ProcessNameString),
                _ => (_types.SequenceOf(Character(), () => (ulong)_state.ProcessBytes.Length), Construct.ProcessNameSequence),
            };
            _types.Add(new Field(name, type) { Text = () => _state.ProcessBytes });
            _counts.Note(construct);
        }

        if (_chance.Percent(50) && !(_options.IsForBabeltrace && scope == FieldScope.EventContext)) Extra();
        return _types.End(_chance.Percent(10) ? 32 : 1);
    }

    private ArrayType Characters(int length) => new() { Element = Character(), Length = length };

    private IntegerType Character() => new() { Size = 8, Align = 8, BigEndian = _bigEndian, Signed = _chance.Percent(50), Encoding = _chance.Pick("UTF8", "ASCII", null) };

    private Field Special(string name, int size, Func<ulong> value, string? clock = null)
    {
        // What is known only when the packet is whole keeps its place; so does the magic number, by the specification.
        var isVariable = _options.IsJson && name is not ("magic" or "packet_size" or "content_size" or "timestamp_end") && _chance.Percent(20);
        _counts.NoteIf(isVariable, Construct.RoleOfVariableInteger);
        FieldType type = isVariable
            ? new VariableIntegerType { Signed = false }
            : new IntegerType { Size = size, Align = _types.Leaves.IsBytewise || _chance.Percent(70) ? 8 : 1, BigEndian = _bigEndian, Clock = clock };
        return _types.Add(new Field(name, type) { Value = value });
    }

    private void Extra() => _types.AddRandom(_chance.Percent(50) ? _chance.Below(_options.MaximumFields + 1) : 0);
}
