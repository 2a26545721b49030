using System.Text.Json.Serialization;

namespace Steadytrace.Recording.Spool;

/// <summary>Source-generated JSON of the spool's files.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, UseStringEnumConverter = true)]
[JsonSerializable(typeof(ChunkManifest))]
[JsonSerializable(typeof(DecidedChunk))]
[JsonSerializable(typeof(SpoolRun))]
[JsonSerializable(typeof(SourceState))]
internal sealed partial class SpoolJson : JsonSerializerContext;

/// <summary>What the spool keeps of a source as a whole.</summary>
/// <param name="PublishedThroughUnixNs">Every message of every interval before it is confirmed; null before the first.</param>
/// <param name="PublishedThroughRun">The newest run when it was set: messages that know only older runs are ignored.</param>
internal sealed record SourceState(long? PublishedThroughUnixNs, long PublishedThroughRun);
