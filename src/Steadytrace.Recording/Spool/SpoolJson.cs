using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Steadytrace.Recording.Spool;

/// <summary>Source-generated JSON of the spool's files.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, UseStringEnumConverter = true)]
[JsonSerializable(typeof(ChunkManifest))]
[JsonSerializable(typeof(DecidedChunk))]
[JsonSerializable(typeof(SpoolRun))]
[JsonSerializable(typeof(SourceState))]
internal sealed partial class SpoolJson : JsonSerializerContext
{
    /// <summary>The content of a file; null when there is none.</summary>
    /// <exception cref="SpoolException">It is damaged.</exception>
    public static T? Read<T>(IFileLayer files, string path, JsonTypeInfo<T> type) where T : class
    {
        if (!files.FileExists(path)) return null;
        try
        {
            return JsonSerializer.Deserialize(files.ReadFile(path), type);
        }
        catch (JsonException e)
        {
            throw new SpoolException($"{path} is damaged ({e.Message}); move it away to start without it", e);
        }
    }
}

/// <summary>What the spool keeps of a source as a whole.</summary>
/// <param name="PublishedThroughUnixNs">Every message of every interval before it is confirmed; null before the first.</param>
/// <param name="PublishedThroughRun">The newest run when it was set: messages that know only older runs are ignored.</param>
/// <param name="IsPaused">A person has paused the recorder.</param>
internal sealed record SourceState(long? PublishedThroughUnixNs, long PublishedThroughRun, bool IsPaused = false);
