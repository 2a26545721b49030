using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Steadytrace.Traces.Generated.Fields;
using Steadytrace.Traces.Generated.Streams;

namespace Steadytrace.Traces.Generated.Text;

/// <summary>Writes what a trace's metadata says as CTF 2: JSON texts, each behind a record separator.</summary>
public sealed class JsonText
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private readonly Chance _chance;
    private readonly ConstructCounts _counts;
    private readonly TraceModel _trace;
    private readonly JsonClasses _classes;
    private readonly StringBuilder _text = new();

    private JsonText(TraceModel trace, Chance chance, ConstructCounts counts) => (_trace, _chance, _counts, _classes) = (trace, chance, counts, new JsonClasses(chance, counts));

    public static string Of(TraceModel trace, Chance chance, ConstructCounts counts)
    {
        var text = new JsonText(trace, chance, counts);
        text.Write();
        return text._text.ToString();
    }

    private void Write()
    {
        Add("preamble", new JsonObject { ["version"] = 2, ["uuid"] = _trace.Uuid is { } uuid ? new JsonArray([.. uuid.Select(value => (JsonNode)value)]) : null });
        foreach (var type in _trace.Declared)
        {
            if (JsonClasses.AliasOf(type) is not { } alias) continue;
            Add("field-class-alias", new JsonObject { ["name"] = alias, ["field-class"] = _classes.Declaration(type) });
            _counts.Note(Construct.FieldClassAlias);
        }

        Trace();
        foreach (var clock in _trace.Clocks) Clock(clock);
        foreach (var stream in _trace.Streams) Stream(stream);
        foreach (var stream in _trace.Streams)
        {
            foreach (var traced in stream.Events) Event(stream, traced);
        }
    }

    private void Trace()
    {
        var environment = new JsonObject { ["domain"] = "kernel", ["tracer_name"] = "lttng-modules", ["tracer_major"] = 2, ["tracer_minor"] = 13, ["tracer_patchlevel"] = 9 };
        var trace = new JsonObject { ["environment"] = _trace.IsTracerKnown ? environment : null, ["packet-header-field-class"] = Scope(_trace.PacketHeader, FieldScope.PacketHeader) };
        if (_trace.Uuid is { } uuid && _chance.Percent(30))
        {
            (trace["namespace"], trace["name"], trace["uid"]) = (_chance.Percent(50) ? "example.org" : null, _chance.Percent(50) ? "n" : null, Convert.ToHexString(uuid));
            _counts.Note(Construct.TraceUid);
        }

        if (_trace.PacketHeader is not null || _trace.IsTracerKnown || _chance.Percent(70) || trace["uid"] is not null) Add("trace-class", trace);
    }

    // An offset has less than a second of cycles; those of CTF 1.8 may have more.
    private void Clock(ClockModel clock)
    {
        var (seconds, cycles) = (clock.OffsetSeconds + (long)(clock.Offset / clock.Frequency), clock.Offset % clock.Frequency);
        var isOther = _chance.Percent(15);
        var body = new JsonObject
        {
            ["id"] = clock.Name, ["frequency"] = clock.Frequency, ["precision"] = clock.Precision,
            ["origin"] = isOther ? new JsonObject { ["name"] = "boot", ["uid"] = "77" } : _chance.Percent(70) ? "unix-epoch" : null,
        };
        if (seconds != 0 || cycles != 0 || _chance.Percent(30)) body["offset-from-origin"] = new JsonObject { ["seconds"] = seconds, ["cycles"] = cycles };
        _counts.NoteIf(isOther, Construct.OtherOrigin);
        Add("clock-class", body);
    }

    private void Stream(StreamModel stream) => Add("data-stream-class", new JsonObject
    {
        ["id"] = stream.Id == 0 && _chance.Percent(50) ? null : stream.Id,
        ["default-clock-class-id"] = stream.Clock?.Name,
        ["packet-context-field-class"] = Scope(stream.PacketContext, FieldScope.PacketContext),
        ["event-record-header-field-class"] = Scope(stream.EventHeader, FieldScope.EventHeader),
        ["event-record-common-context-field-class"] = Scope(stream.EventContext, FieldScope.StreamEventContext),
    });

    private void Event(StreamModel stream, EventModel traced) => Add("event-record-class", new JsonObject
    {
        ["id"] = traced.Id == 0 && _chance.Percent(50) ? null : traced.Id,
        ["data-stream-class-id"] = stream.Id == 0 && _chance.Percent(50) ? null : stream.Id,
        ["name"] = traced.Name,
        ["specific-context-field-class"] = Scope(traced.Context, FieldScope.EventContext),
        ["payload-field-class"] = Scope(traced.Payload, FieldScope.Payload),
    });

    private JsonNode? Scope(StructureType? structure, FieldScope scope) => structure is null ? null : _classes.Use(structure, scope);

    private void Add(string type, JsonObject properties)
    {
        foreach (var missing in properties.Where(pair => pair.Value is null).Select(pair => pair.Key).ToList()) properties.Remove(missing);
        properties.Insert(_chance.Below(properties.Count + 1), "type", type);
        JsonFreedoms.Add(properties, _chance, _counts);
        _text.Append('\u001e').Append(properties.ToJsonString(_chance.Percent(20) ? Indented : null)).Append('\n');
    }
}
