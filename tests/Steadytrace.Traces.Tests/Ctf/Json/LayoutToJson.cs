using System.Text;
using System.Text.Json.Nodes;
using Steadytrace.Traces.Ctf.Layout;

namespace Steadytrace.Traces.Tests.Ctf.Json;

/// <summary>Says in CTF 2 what a layout says, so that a recorded CTF 1.8 trace becomes a CTF 2 trace with the same streams.</summary>
internal sealed class LayoutToJson
{
    private readonly Dictionary<int, (string Origin, string[] Path)> _locations = [];
    private readonly StringBuilder _text = new();

    private LayoutToJson()
    {
    }

    /// <param name="layout">What to say.</param>
    /// <param name="environment">The trace's environment, which the layout does not keep.</param>
    public static string Write(TraceLayout layout, JsonObject environment)
    {
        var writer = new LayoutToJson();
        writer.Fragment("preamble", new JsonObject { ["version"] = 2, ["uuid"] = layout.Uuid is { } uuid ? new JsonArray([.. uuid.Select(value => (JsonNode)value)]) : null });
        writer.Fragment("trace-class", new JsonObject { ["environment"] = environment, ["packet-header-field-class"] = writer.Scope(layout.PacketHeader, "packet-header") });
        foreach (var stream in layout.Streams.Values) writer.Stream(stream);
        return writer._text.ToString();
    }

    private void Stream(StreamClass stream)
    {
        if (stream.Clock is { } clock)
        {
            // Offsets of a second and more are whole seconds in CTF 2.
            var seconds = clock.OffsetSeconds + clock.OffsetCycles / (long)clock.Frequency;
            Fragment("clock-class", new JsonObject
            {
                ["id"] = $"clock {stream.Id}", ["frequency"] = clock.Frequency, ["origin"] = "unix-epoch",
                ["offset-from-origin"] = new JsonObject { ["seconds"] = seconds, ["cycles"] = clock.OffsetCycles % (long)clock.Frequency },
            });
        }

        Fragment("data-stream-class", new JsonObject
        {
            ["id"] = stream.Id,
            ["default-clock-class-id"] = stream.Clock is null ? null : $"clock {stream.Id}",
            ["packet-context-field-class"] = Scope(stream.PacketContext, "packet-context"),
            ["event-record-header-field-class"] = Scope(stream.EventHeader, "event-record-header"),
            ["event-record-common-context-field-class"] = Scope(stream.EventContext, "event-record-common-context"),
        });
        foreach (var traced in stream.Events)
        {
            Fragment("event-record-class", new JsonObject
            {
                ["id"] = traced.Id, ["data-stream-class-id"] = stream.Id, ["name"] = traced.Traced.Name,
                ["specific-context-field-class"] = Scope(traced.Context, "event-record-specific-context"),
                ["payload-field-class"] = Scope(traced.Payload, "event-record-payload"),
            });
        }
    }

    private void Fragment(string type, JsonObject properties)
    {
        foreach (var missing in properties.Where(pair => pair.Value is null).Select(pair => pair.Key).ToList()) properties.Remove(missing);
        properties["type"] = type;
        _text.Append('\u001e').Append(properties.ToJsonString()).Append('\n');
    }

    private JsonObject? Scope(StructureClass? structure, string origin) => structure is null ? null : Structure(structure, origin, []);

    private JsonObject Structure(StructureClass structure, string origin, string[] path)
    {
        var members = new JsonArray();
        foreach (var member in structure.Members)
        {
            string[] below = [.. path, member.Name];
            members.Add(new JsonObject { ["name"] = member.Name, ["field-class"] = Class(member.Class, member.Role, origin, below) });
            if (member.Slot >= 0) _locations[member.Slot] = (origin, below);
        }

        return new JsonObject { ["type"] = "structure", ["member-classes"] = members, ["minimum-alignment"] = structure.Alignment };
    }

    private JsonObject Class(FieldClass field, FieldRole role, string origin, string[] path)
    {
        if (role == FieldRole.TraceUuid) return new JsonObject { ["type"] = "static-length-blob", ["length"] = 16, ["roles"] = new JsonArray("metadata-stream-uuid") };
        return field switch
        {
            IntegerClass integer => Integer(integer, role),
            FloatClass number => new JsonObject { ["type"] = "fixed-length-floating-point-number", ["length"] = number.Size, ["byte-order"] = "little-endian", ["alignment"] = number.Alignment },
            StringClass => new JsonObject { ["type"] = "null-terminated-string" },
            StructureClass structure => Structure(structure, origin, path),
            ArrayClass { Element: IntegerClass { Size: 8, Alignment: 8 } } array when role != FieldRole.None => new JsonObject { ["type"] = "static-length-string", ["length"] = array.Length },
            ArrayClass array => new JsonObject { ["type"] = "static-length-array", ["length"] = array.Length, ["element-field-class"] = Class(array.Element, FieldRole.None, origin, path) },
            SequenceClass sequence => new JsonObject { ["type"] = "dynamic-length-array", ["length-field-location"] = Location(sequence.LengthSlot), ["element-field-class"] = Class(sequence.Element, FieldRole.None, origin, path) },
            VariantClass variant => Variant(variant, origin, path),
            _ => throw new ArgumentException(field.GetType().Name),
        };
    }

    private static JsonObject Integer(IntegerClass integer, FieldRole role)
    {
        var json = new JsonObject
        {
            ["type"] = integer.Signed ? "fixed-length-signed-integer" : "fixed-length-unsigned-integer", ["length"] = integer.Size,
            ["byte-order"] = integer.BigEndian ? "big-endian" : "little-endian", ["alignment"] = integer.Alignment,
        };
        var told = integer.UpdatesClock ? "default-clock-timestamp" : role switch
        {
            FieldRole.Magic => "packet-magic-number",
            FieldRole.StreamClassId => "data-stream-class-id",
            FieldRole.StreamInstanceId => "data-stream-id",
            FieldRole.PacketSize => "packet-total-length",
            FieldRole.ContentSize => "packet-content-length",
            FieldRole.PacketBegin => "default-clock-timestamp",
            FieldRole.PacketEnd => "packet-end-default-clock-timestamp",
            FieldRole.EventsDiscarded => "discarded-event-record-counter-snapshot",
            FieldRole.PacketSequence => "packet-sequence-number",
            FieldRole.EventId => "event-record-class-id",
            _ => null,
        };
        if (told is not null) json["roles"] = new JsonArray(told);
        return json;
    }

    private JsonObject Variant(VariantClass variant, string origin, string[] path)
    {
        var options = new JsonArray();
        foreach (var option in variant.Options.GroupBy(option => option.Class))
        {
            options.Add(new JsonObject
            {
                ["selector-field-ranges"] = new JsonArray([.. option.Select(range => new JsonArray(Number(range.Low), Number(range.High)))]),
                ["field-class"] = Class(option.Key, FieldRole.None, origin, path),
            });
        }

        return new JsonObject { ["type"] = "variant", ["selector-field-location"] = Location(variant.TagSlot), ["options"] = options };

        JsonNode Number(ulong value) => variant.TagSigned ? (long)value : value;
    }

    private JsonObject Location(int slot)
    {
        var (origin, path) = _locations[slot];
        return new JsonObject { ["origin"] = origin, ["path"] = new JsonArray([.. path.Select(name => (JsonNode)name)]) };
    }
}
