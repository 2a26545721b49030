using System.Text.Json.Serialization;

namespace Steadytrace.Traces.Ftrace;

/// <summary>
/// What is needed to read a chunk of raw ring-buffer pages besides the pages: written as <see cref="FileName"/> at the chunk's top,
/// beside one <c>cpu&lt;N&gt;.pages</c> file per CPU (whole pages of <see cref="PageBytes"/>) and a <see cref="NamesFileName"/> file.
/// </summary>
/// <remarks>Everything but <c>names</c> stays the same for a whole run. The kernel's own texts are kept verbatim and parsed by the reader.</remarks>
public sealed record FtraceDescription
{
    /// <summary>Name of the file that holds this description as JSON, and by which a chunk of ftrace is known.</summary>
    public const string FileName = "ftrace.json";

    /// <summary>Name of the file with the process names at the chunk's begin: lines <c>pid comm</c>, in no order.</summary>
    public const string NamesFileName = "names";

    /// <summary>Size of a sub-buffer (page) in bytes.</summary>
    public required int PageBytes { get; init; }

    /// <summary>The trace clock: <c>boot</c>, <c>mono</c>, …</summary>
    public required string Clock { get; init; }

    /// <summary>Nanoseconds to add to a stamp of the trace clock to get Unix time.</summary>
    public required long UnixOffsetNanoseconds { get; init; }

    /// <summary>True when the traced machine is little-endian.</summary>
    public required bool LittleEndian { get; init; }

    /// <summary>Text of <c>events/header_page</c>.</summary>
    public required string HeaderPage { get; init; }

    /// <summary>Text of <c>events/header_event</c>.</summary>
    public required string HeaderEvent { get; init; }

    /// <summary>The events that were enabled.</summary>
    public required IReadOnlyList<FtraceEventFormat> Events { get; init; }

    /// <summary>Names of system calls by number, for counting <c>sys_enter</c> and <c>sys_exit</c> under the call's own name.</summary>
    public required IReadOnlyDictionary<int, string> SystemCalls { get; init; }
}

/// <summary>One enabled event: its system and the text of its <c>format</c> file.</summary>
/// <param name="System">The folder under <c>events/</c>: <c>sched</c>.</param>
/// <param name="Format">The verbatim text of the event's <c>format</c> file.</param>
public sealed record FtraceEventFormat(string System, string Format);

/// <summary>Source-generated JSON of <see cref="FtraceDescription"/>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(FtraceDescription))]
public sealed partial class FtraceJson : JsonSerializerContext;
