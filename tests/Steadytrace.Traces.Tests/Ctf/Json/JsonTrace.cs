using System.Text;

namespace Steadytrace.Traces.Tests.Ctf.Json;

/// <summary>CTF 2 metadata in few words, for tests: field classes by short functions, fragments behind their separators.</summary>
internal static class JsonTrace
{
    public const string Preamble = """{"type":"preamble","version":2}""";
    public const string Clock = """{"type":"clock-class","id":"c","frequency":1000000000,"origin":"unix-epoch"}""";
    public const string AnyStream = """{"type":"data-stream-class"}""";
    public const string U8 = """{"type":"fixed-length-unsigned-integer","length":8,"byte-order":"little-endian","alignment":8}""";
    public const string Leb = """{"type":"variable-length-unsigned-integer"}""";
    public const string SignedLeb = """{"type":"variable-length-signed-integer"}""";
    public const string Bool = """{"type":"fixed-length-boolean","length":8,"byte-order":"little-endian","alignment":8}""";
    public const string Text = """{"type":"null-terminated-string"}""";

    /// <summary>A stream of a preamble and these fragments.</summary>
    public static string Metadata(params string[] fragments) => string.Concat(fragments.Prepend(Preamble).Select(fragment => $"\u001e{fragment}\n"));

    /// <summary>A stream whose only event has this payload.</summary>
    public static string OfPayload(params string[] members) => Metadata(AnyStream, Event("e", payload: Struct(members)));

    public static string Event(string name, int id = 0, string? payload = null, string? context = null) =>
        $$"""{"type":"event-record-class","id":{{id}},"name":"{{name}}"{{Property("payload-field-class", payload)}}{{Property("specific-context-field-class", context)}}}""";

    public static string StreamOf(string? clock = null, string? packet = null, string? header = null, string? common = null, int id = 0) =>
        $$"""{"type":"data-stream-class","id":{{id}}{{(clock is null ? "" : $",\"default-clock-class-id\":\"{clock}\"")}}{{Property("packet-context-field-class", packet)}}{{Property("event-record-header-field-class", header)}}{{Property("event-record-common-context-field-class", common)}}}""";

    public static string Trace(string? header = null, string more = "") => $$"""{"type":"trace-class"{{Property("packet-header-field-class", header)}}{{more}}}""";

    public static string Struct(params string[] members) => $$"""{"type":"structure","member-classes":[{{string.Join(',', members)}}]}""";

    public static string Member(string name, string fieldClass) => $$"""{"name":"{{name}}","field-class":{{fieldClass}}}""";

    public static string Uint(int bits, params string[] roles) => $$"""{"type":"fixed-length-unsigned-integer","length":{{bits}},"byte-order":"little-endian"{{Roles(roles)}}}""";

    public static string VariableUint(params string[] roles) => $$"""{"type":"variable-length-unsigned-integer"{{Roles(roles)}}}""";

    public static string StaticText(int length) => $$"""{"type":"static-length-string","length":{{length}}}""";

    public static string DynamicText(string location) => $$"""{"type":"dynamic-length-string","length-field-location":{{location}}}""";

    public static string Blob(string location) => $$"""{"type":"dynamic-length-blob","length-field-location":{{location}}}""";

    public static string Array(int length, string element) => $$"""{"type":"static-length-array","length":{{length}},"element-field-class":{{element}}}""";

    public static string DynamicArray(string location, string element) => $$"""{"type":"dynamic-length-array","length-field-location":{{location}},"element-field-class":{{element}}}""";

    public static string Optional(string location, string field, string? ranges = null) =>
        $$"""{"type":"optional","selector-field-location":{{location}},"field-class":{{field}}{{Property("selector-field-ranges", ranges)}}}""";

    public static string Variant(string location, params (string Ranges, string Field)[] options) =>
        $$"""{"type":"variant","selector-field-location":{{location}},"options":[{{string.Join(',', options.Select(option => $$"""{"selector-field-ranges":{{option.Ranges}},"field-class":{{option.Field}}}"""))}}]}""";

    /// <summary>A path of names, where "^" goes up; with an origin when it is given.</summary>
    public static string At(string path, string? origin = null) =>
        $$"""{"path":[{{string.Join(',', path.Split('/').Select(name => name == "^" ? "null" : $"\"{name}\""))}}]{{(origin is null ? "" : $",\"origin\":\"{origin}\"")}}}""";

    public static byte[] Bytes(string metadata) => Encoding.UTF8.GetBytes(metadata);

    private static string Property(string name, string? value) => value is null ? "" : $",\"{name}\":{value}";

    private static string Roles(string[] roles) => roles.Length == 0 ? "" : $",\"roles\":[{string.Join(',', roles.Select(role => $"\"{role}\""))}]";
}
