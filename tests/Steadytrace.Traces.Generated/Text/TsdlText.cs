using System.Text;
using Steadytrace.Traces.Generated.Streams;

namespace Steadytrace.Traces.Generated.Text;

/// <summary>Writes what a trace's metadata says as TSDL.</summary>
public sealed class TsdlText
{
    private readonly Chance _chance;
    private readonly ConstructCounts _counts;
    private readonly TraceModel _trace;
    private readonly TsdlPieces _pieces;
    private readonly TsdlTypes _types;
    private readonly StringBuilder _text = new("/* CTF 1.8 */\n");

    private TsdlText(TraceModel trace, Chance chance, ConstructCounts counts, bool isForBabeltrace)
    {
        (_trace, _chance, _counts) = (trace, chance, counts);
        _pieces = new TsdlPieces(chance, counts, isForBabeltrace);
        _types = new TsdlTypes(chance, counts, _pieces, trace.BigEndian);
    }

    public static string Of(TraceModel trace, Chance chance, ConstructCounts counts, bool isForBabeltrace)
    {
        var text = new TsdlText(trace, chance, counts, isForBabeltrace);
        text.Write(isForBabeltrace);
        var windows = chance.Percent(15);
        counts.NoteIf(windows, Construct.WindowsLineEnds);
        return windows ? text._text.Replace("\n", "\r\n").ToString() : text._text.ToString();
    }

    private void Write(bool isForBabeltrace)
    {
        // The packet header may use any of them.
        var typesFirst = _trace.PacketHeader is not null || _chance.Percent(50);
        if (typesFirst) Declare();
        Trace();
        if (!typesFirst) Declare();
        if (_trace.IsTracerKnown) Add("env", ["domain = \"kernel\"", "tracer_name = \"lttng-modules\"", "tracer_major = 2", "tracer_minor = 13", "tracer_patchlevel = 9", "hostname = \"h\\\"o\\\\st\""]);
        foreach (var clock in _trace.Clocks) Clock(clock);
        foreach (var stream in _trace.Streams) Stream(stream);
        if (!isForBabeltrace && _chance.Percent(10)) Add("callsite", ["name = \"x\"", "func = \"f\"", "file = \"a.c\"", "line = 3"]);
    }

    private void Declare()
    {
        foreach (var type in _trace.Declared) _text.Append(_types.Declaration(type));
    }

    private void Trace()
    {
        var assignments = new List<string> { "major = 1", "minor = 8", $"byte_order = {(_trace.BigEndian ? _chance.Pick("be", "network") : "le")}" };
        if (_trace.Uuid is { } uuid) assignments.Add($"uuid = \"{new Guid(uuid, bigEndian: true)}\"");
        if (_trace.PacketHeader is { } header) assignments.Add($"packet.header := {_types.Use(header)}");
        Add("trace", assignments);
    }

    private void Clock(ClockModel clock)
    {
        var assignments = new List<string> { $"name = {(_chance.Percent(50) ? clock.Name : TsdlPieces.Text(clock.Name))}" };
        if (_chance.Percent(30)) assignments.Add("description = \"a clock; with { brackets }\"");
        if (clock.Frequency != 1_000_000_000 || _chance.Percent(60)) assignments.Add($"freq = {_pieces.Number(clock.Frequency)}");
        if (clock.OffsetSeconds != 0 || _chance.Percent(30)) assignments.Add($"offset_s = {_pieces.Number((ulong)clock.OffsetSeconds)}");
        if (clock.Offset != 0 || _chance.Percent(30)) assignments.Add($"offset = {_pieces.Number(clock.Offset)}");
        if (clock.Precision is { } precision) assignments.Add($"precision = {_pieces.Number(precision)}");
        if (_chance.Percent(20)) assignments.Add("uuid = \"01234567-89ab-cdef-0123-456789abcdef\"");
        if (_chance.Percent(20)) assignments.Add("absolute = false");
        Add("clock", assignments);
    }

    private void Stream(StreamModel stream)
    {
        var several = _trace.Streams.Count > 1;
        var assignments = new List<string>();
        var tells = several || stream.Id != 0 || (_trace.HasStreamId && _chance.Percent(50));
        if (tells) assignments.Add($"id = {_pieces.Number(stream.Id)}");
        if (stream.PacketContext is { } context) assignments.Add($"packet.context := {_types.Use(context)}");
        if (stream.EventHeader is { } header)
        {
            if (stream.ShortIds is not null && _chance.Percent(50))
            {
                _text.Append(_types.Named(header, $"event_header_{stream.Id}"));
                _counts.Note(Construct.NamedStructure);
                assignments.Add($"event.header := struct event_header_{stream.Id}");
            }
            else
            {
                assignments.Add($"event.header := {_types.Use(header)}");
            }
        }

        if (stream.EventContext is { } eventContext) assignments.Add($"event.context := {_types.Use(eventContext)}");
        if (assignments.Count > 0 || _chance.Percent(50)) Add("stream", assignments);
        foreach (var traced in stream.Events) Event(stream, traced, tells);
    }

    private void Event(StreamModel stream, EventModel traced, bool tellsStream)
    {
        var assignments = new List<string> { $"name = {TsdlPieces.Text(traced.Name)}" };
        if (traced.Id != 0 || stream.Events.Count > 1) assignments.Add($"id = {_pieces.Number(traced.Id)}");
        if (tellsStream) assignments.Add($"stream_id = {_pieces.Number(stream.Id)}");
        if (_chance.Percent(15)) assignments.Add($"loglevel = {_pieces.Number(13)}");
        if (_chance.Percent(10)) assignments.Add("model.emf.uri = \"http://example.org/a?b\"");
        if (traced.Context is { } context) assignments.Add($"context := {_types.Use(context)}");
        if (traced.Payload is { } payload) assignments.Add($"fields := {_types.Use(payload)}");
        Add("event", assignments);
    }

    private void Add(string block, IEnumerable<string> assignments) => _text.Append(block).Append(_pieces.Gap()).Append(_pieces.Block(assignments)).Append(";\n");
}
