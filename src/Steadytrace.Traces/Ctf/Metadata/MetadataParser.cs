using System.Globalization;

namespace Steadytrace.Traces.Ctf.Metadata;

/// <summary>Reads TSDL, the metadata language of CTF 1.8: the blocks, and through <see cref="TypeParser"/> the types in them.</summary>
internal sealed class MetadataParser
{
    private const int MaximumClocks = 256;

    private readonly TokenReader _tokens;
    private readonly TypeParser _types;
    private readonly TraceDeclaration _trace = new();

    private MetadataParser(ReadOnlyMemory<byte> text)
    {
        _tokens = new TokenReader(text, _trace.Budget);
        _types = new TypeParser(_tokens);
    }

    /// <exception cref="MetadataException">The text is not TSDL.</exception>
    public static TraceDeclaration Parse(ReadOnlyMemory<byte> text)
    {
        var parser = new MetadataParser(text);
        var root = new TypeScope(null);
        while (parser._tokens.Current.Kind != TokenKind.End) parser.TopLevel(root);
        return parser._trace;
    }

    private void TopLevel(TypeScope root)
    {
        if (_tokens.TakeIf(";")) return;
        if (_types.AtDeclaration)
        {
            _types.Declare(root);
            return;
        }

        var offset = _tokens.Current.Offset;
        switch (_tokens.ExpectWord("a block or a type"))
        {
            case "trace": Trace(new Block(_tokens, _types, root), offset); break;
            case "env": Environment(new Block(_tokens, _types, root, mayRepeat: true)); break;
            case "clock": Clock(new Block(_tokens, _types, root), offset); break;
            case "stream": Stream(new Block(_tokens, _types, root), offset); break;
            case "event": Event(new Block(_tokens, _types, root), offset); break;
            case "callsite": _ = new Block(_tokens, _types, root); break;
            case var word: throw new MetadataException(offset, $"'{word}' where a block (trace, env, clock, stream, event, callsite) or a type was expected");
        }

        _tokens.Expect(";");
    }

    private void Trace(Block block, int offset)
    {
        if (++_trace.TraceBlocks > 1) throw new MetadataException(offset, "second trace block");
        _trace.TraceOffset = offset;
        var major = block.Value("major")?.Unsigned("major");
        var minor = block.Value("minor")?.Unsigned("minor");
        if ((major, minor) is not (1, 8)) throw new MetadataException(offset, $"CTF version {major?.ToString() ?? "?"}.{minor?.ToString() ?? "?"}; only 1.8 is read");
        if (block.Value("byte_order") is { } order)
            _trace.BigEndian = BasicTypeParser.ByteOrder(order) ?? throw new MetadataException(order.Offset, "a trace's byte order must be le or be");
        if (block.Value("uuid") is { } uuid) _trace.Uuid = UuidOf(uuid);
        _trace.PacketHeader = block.Type("packet.header");
    }

    private static byte[] UuidOf(Constant uuid) =>
        Guid.TryParseExact(uuid.Word("uuid"), "D", out var parsed)
            ? parsed.ToByteArray(bigEndian: true)
            : throw new MetadataException(uuid.Offset, "uuid must have the form xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx");

    private void Environment(Block block)
    {
        foreach (var (name, value) in block.Values)
            _trace.Environment[name] = value.Text ?? ((value.Negative ? "-" : "") + value.Magnitude.ToString(CultureInfo.InvariantCulture));
    }

    private void Clock(Block block, int offset)
    {
        var name = block.Value("name")?.Word("a clock's name") ?? throw new MetadataException(offset, "clock without name");
        if (_trace.Clocks.Count == MaximumClocks) throw new MetadataException(offset, $"more than {MaximumClocks} clocks");
        if (_trace.Clocks.Exists(clock => clock.Name == name)) throw new MetadataException(offset, $"two clocks named '{name}'");
        var frequency = block.Value("freq")?.Unsigned("freq") ?? 1_000_000_000;
        if (frequency == 0) throw new MetadataException(offset, "clock with a frequency of 0");
        _trace.Clocks.Add(new ClockDeclaration(offset, name, frequency,
            block.Value("offset_s")?.Signed("offset_s") ?? 0, block.Value("offset")?.Signed("offset") ?? 0));
    }

    private void Stream(Block block, int offset)
    {
        var id = block.Value("id")?.Unsigned("a stream's id") ?? 0;
        if (!_trace.StreamIds.Add(id)) throw new MetadataException(offset, $"two streams of id {id}");
        _trace.Streams.Add(new StreamDeclaration(offset, id, block.Type("packet.context"), block.Type("event.header"), block.Type("event.context")));
    }

    private void Event(Block block, int offset)
    {
        var name = block.Value("name")?.Word("an event's name") ?? throw new MetadataException(offset, "event without name");
        _trace.Events.Add(new EventDeclaration(offset, name, block.Value("id")?.Unsigned("an event's id") ?? 0,
            block.Value("stream_id")?.Unsigned("stream_id"), block.Type("context"), block.Type("fields")));
    }
}
