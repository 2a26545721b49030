using System.Text.Json;
using System.Text.Json.Serialization;
using Steadytrace.Recording.Spool;
using Steadytrace.Traces;

namespace Steadytrace.Recording.Lttng;

/// <summary>
/// What outlives the process: which archives are in closed chunks, and where each stream stands. Kept in the run's folder, and as
/// <see cref="FileName"/> in each chunk's <c>trace/</c>, where it moves in place together with the archive.
/// </summary>
/// <param name="LastArchive">Number of the last archive that is in a chunk; -1 before the first.</param>
/// <param name="Tails">Where all streams known so far stand.</param>
internal sealed record LttngArchiveState(long LastArchive, IReadOnlyList<StreamTail> Tails)
{
    /// <summary>True where what a dead tracer had not archived was taken with it: nothing that still lies in the session's folder is new.</summary>
    public bool TookUnfinished { get; init; }

    public const string FileName = "lttng.json";

    public static LttngArchiveState Empty { get; } = new(-1, []);

    /// <summary>The state in a folder; null when there is none.</summary>
    public static LttngArchiveState? Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path)) return null;
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), LttngStateJson.Default.LttngArchiveState);
        }
        catch (JsonException e)
        {
            throw new RecorderException($"{path} is damaged ({e.Message}): move it away, and the run is begun anew", inner: e);
        }
    }

    /// <summary>Writes it durably.</summary>
    public void Write(string folder) =>
        DurableFiles.Write(Path.Combine(folder, FileName), JsonSerializer.SerializeToUtf8Bytes(this, LttngStateJson.Default.LttngArchiveState));
}

/// <summary>Source-generated JSON of <see cref="LttngArchiveState"/>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(LttngArchiveState))]
internal sealed partial class LttngStateJson : JsonSerializerContext;
