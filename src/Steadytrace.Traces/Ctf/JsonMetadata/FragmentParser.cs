using System.Globalization;
using Steadytrace.Traces.Ctf.Metadata;

namespace Steadytrace.Traces.Ctf.JsonMetadata;

/// <summary>Reads the fragments of CTF 2 metadata (CTF2-SPEC-2.0, 5), in the order that it asks for.</summary>
internal sealed class FragmentParser
{
    private readonly MetadataStream _stream = new();
    private readonly FieldClassParser _classes;
    private bool _hasPreamble;

    private FragmentParser() => _classes = new FieldClassParser(_stream.Budget);

    /// <exception cref="MetadataException">The text is not CTF 2 metadata, or asks for what is not known.</exception>
    public static MetadataStream Parse(ReadOnlyMemory<byte> text)
    {
        var parser = new FragmentParser();
        foreach (var fragment in JsonTextSequence.Fragments(text)) parser.Add(fragment);
        return parser._hasPreamble ? parser._stream : throw new MetadataException(0, "metadata without preamble");
    }

    private void Add(JsonValue fragment)
    {
        fragment.Expect(JsonKind.Object, "a fragment");
        _stream.Budget.Take(fragment.Offset);
        var type = fragment.RequiredText("type");
        if (type == "preamble" == _hasPreamble) throw new MetadataException(fragment.Offset, _hasPreamble ? "second preamble" : $"fragment '{type}' where the preamble was expected");
        Extensions.Refuse(fragment);
        switch (type)
        {
            case "preamble": Preamble(fragment); break;
            case "field-class-alias": _classes.AddAlias(fragment); break;
            case "trace-class": TraceClass(fragment); break;
            case "clock-class": ClockClass(fragment); break;
            case "data-stream-class": DataStreamClass(fragment); break;
            case "event-record-class": EventRecordClass(fragment); break;
            default: throw new MetadataException(fragment.Offset, $"fragment of type '{type}', which CTF 2 does not have");
        }
    }

    private void Preamble(JsonValue fragment)
    {
        _hasPreamble = true;
        var version = fragment.Required("version").AsUnsigned("version");
        if (version != 2) throw new MetadataException(fragment.Required("version").Offset, $"CTF version {version}; 2 is read");
        if (fragment.Find("uuid") is not { } uuid) return;
        var bytes = uuid.Expect(JsonKind.Array, "uuid").Items;
        if (bytes.Count != 16 || bytes.Any(item => item.Kind != JsonKind.Integer || item.Integer < 0 || item.Integer > 255)) throw new MetadataException(uuid.Offset, "uuid must be 16 integers from 0 to 255");
        _stream.Uuid = [.. bytes.Select(item => (byte)item.Integer)];
    }

    private void TraceClass(JsonValue fragment)
    {
        if (_stream.Trace is not null) throw new MetadataException(fragment.Offset, "second trace class");
        if (_stream.Streams.Count > 0) throw new MetadataException(fragment.Offset, "trace class behind a data stream class");
        var environment = new Dictionary<string, string>();
        foreach (var (name, value) in fragment.Find("environment")?.Expect(JsonKind.Object, "environment").Properties ?? new Dictionary<string, JsonValue>())
        {
            environment[name] = value.Kind switch
            {
                JsonKind.Text => value.Text!,
                JsonKind.Integer => value.Integer.ToString(CultureInfo.InvariantCulture),
                _ => throw new MetadataException(value.Offset, $"environment entry '{name}' must be an integer or a string"),
            };
        }

        string?[] identity = [fragment.FindText("namespace"), fragment.FindText("name"), fragment.FindText("uid")];
        _stream.Trace = new TraceClassDeclaration(fragment.Offset, identity[2] is null ? null : string.Join('\n', identity), environment, _classes.ParseScope(fragment, "packet-header-field-class"));
    }

    private void ClockClass(JsonValue fragment)
    {
        var id = fragment.RequiredText("id");
        var frequency = fragment.Required("frequency").AsUnsigned("frequency");
        if (frequency == 0) throw new MetadataException(fragment.Required("frequency").Offset, "clock class with a frequency of 0");
        var offset = fragment.Find("offset-from-origin")?.Expect(JsonKind.Object, "offset-from-origin");
        var cycles = offset?.FindUnsigned("cycles") ?? 0;
        if (cycles >= frequency) throw new MetadataException(offset!.Offset, $"offset of {cycles} cycles, which is a second or more at {frequency} Hz");
        fragment.FindUnsigned("precision");
        fragment.FindUnsigned("accuracy");
        CheckOrigin(fragment.Find("origin"));
        if (!_stream.Clocks.TryAdd(id, new ClockClassDeclaration(fragment.Offset, id, frequency, offset?.Find("seconds")?.AsSigned("seconds") ?? 0, cycles)))
            throw new MetadataException(fragment.Offset, $"two clock classes with id '{id}'");
    }

    // Any other origin than 1970 is nobody knows when: its times are told as if it were.
    private static void CheckOrigin(JsonValue? origin)
    {
        if (origin is null or { Kind: JsonKind.Text, Text: "unix-epoch" }) return;
        if (origin.Kind != JsonKind.Object) throw new MetadataException(origin.Offset, "a clock's origin must be \"unix-epoch\" or an object");
        origin.RequiredText("name");
        origin.RequiredText("uid");
    }

    private void DataStreamClass(JsonValue fragment)
    {
        var id = fragment.FindUnsigned("id") ?? 0;
        ClockClassDeclaration? clock = null;
        if (fragment.Find("default-clock-class-id") is { } name)
            clock = _stream.Clocks.GetValueOrDefault(name.AsText("default-clock-class-id")) ?? throw new MetadataException(name.Offset, $"clock class '{name.Text}' is not declared before");
        var declared = new DataStreamClassDeclaration(fragment.Offset, id, clock, _classes.ParseScope(fragment, "packet-context-field-class"),
            _classes.ParseScope(fragment, "event-record-header-field-class"), _classes.ParseScope(fragment, "event-record-common-context-field-class"));
        if (!_stream.Streams.TryAdd(id, declared)) throw new MetadataException(fragment.Offset, $"two data stream classes of id {id}");
    }

    private void EventRecordClass(JsonValue fragment)
    {
        var (id, streamId) = (fragment.FindUnsigned("id") ?? 0, fragment.FindUnsigned("data-stream-class-id") ?? 0);
        var stream = _stream.Streams.GetValueOrDefault(streamId) ?? throw new MetadataException(fragment.Offset, $"event record class of data stream class {streamId}, which is not declared before");
        var declared = new EventRecordClassDeclaration(fragment.Offset, id, fragment.FindText("name"), _classes.ParseScope(fragment, "specific-context-field-class"), _classes.ParseScope(fragment, "payload-field-class"));
        if (!stream.Events.TryAdd(id, declared)) throw new MetadataException(fragment.Offset, $"two event record classes of id {id} in data stream class {streamId}");
    }
}
