using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Steadytrace.Recording.Replay;

/// <summary>The trace that ships with the project: chunks recorded by the project itself, in folders <c>0</c>, <c>1</c>, … of a zip.</summary>
internal static class ReplaySample
{
    private const string Resource = "Steadytrace.Recording.Replay.Sample.sample.zip";
    private const string TimesFile = "chunks.json";

    /// <summary>The archive inside this assembly.</summary>
    /// <exception cref="RecorderException">This build has none.</exception>
    public static Stream Open() =>
        typeof(ReplaySample).Assembly.GetManifestResourceStream(Resource)
        ?? throw new RecorderException("this build carries no sample trace: name a folder to replay", permanent: true);

    /// <summary>Unpacks the sample; what was there before is replaced.</summary>
    public static IReadOnlyList<ReplayTrace> Unpack(Stream archive, string folder)
    {
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        try
        {
            ZipFile.ExtractToDirectory(archive, folder);
            var times = JsonSerializer.Deserialize(File.ReadAllBytes(Path.Combine(folder, TimesFile)), ReplaySampleJson.Default.IReadOnlyListReplaySampleTimes);
            if (times is not { Count: > 0 }) throw new InvalidDataException($"{TimesFile} lists no chunk");
            return [.. times.Select((chunk, number) => new ReplayTrace(Path.Combine(folder, $"{number}"), chunk.Begin, chunk.End))];
        }
        catch (Exception e) when (e is InvalidDataException or JsonException or FileNotFoundException)
        {
            throw new RecorderException($"the sample trace is damaged: {e.Message}", permanent: true, e);
        }
    }
}

/// <summary>When a chunk of the sample was recorded, in Unix nanoseconds.</summary>
internal sealed record ReplaySampleTimes(long Begin, long End);

/// <summary>Source-generated JSON of the sample's times.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(IReadOnlyList<ReplaySampleTimes>))]
internal sealed partial class ReplaySampleJson : JsonSerializerContext;
