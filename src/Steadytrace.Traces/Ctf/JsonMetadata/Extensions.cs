using Steadytrace.Traces.Ctf.Metadata;

namespace Steadytrace.Traces.Ctf.JsonMetadata;

/// <summary>Extensions may change the format itself: a reader that does not know one must not read the trace (CTF2-SPEC-2.0, 5.1). This one knows none.</summary>
internal static class Extensions
{
    /// <exception cref="MetadataException">The object has an extension.</exception>
    public static void Refuse(JsonValue value)
    {
        foreach (var (name, names) in value.Find("extensions")?.Expect(JsonKind.Object, "extensions").Properties ?? EmptyProperties)
            foreach (var extension in names.Expect(JsonKind.Object, $"extensions of namespace '{name}'").Properties)
                throw new MetadataException(extension.Value.Offset, $"extension '{extension.Key}' of namespace '{name}' is not known, and may change the format");
    }

    private static readonly Dictionary<string, JsonValue> EmptyProperties = [];
}
