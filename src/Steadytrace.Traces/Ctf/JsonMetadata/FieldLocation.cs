using Steadytrace.Traces.Ctf.Metadata;

namespace Steadytrace.Traces.Ctf.JsonMetadata;

/// <summary>Where the length or selector of a field is found (CTF2-SPEC-2.0, 5.3.1).</summary>
/// <param name="Offset">Where the location stands in the metadata.</param>
/// <param name="Origin">The structure that the path begins in; null for the one around the field that asks.</param>
/// <param name="Path">Names of members to go down by; null goes up to the structure around.</param>
internal sealed record FieldLocation(int Offset, FieldScope? Origin, IReadOnlyList<string?> Path)
{
    public static FieldLocation Read(JsonValue value)
    {
        value.Expect(JsonKind.Object, "a field location");
        FieldScope? origin = value.Find("origin") is not { } told ? null : told.AsText("origin") switch
        {
            "packet-header" => FieldScope.PacketHeader,
            "packet-context" => FieldScope.PacketContext,
            "event-record-header" => FieldScope.EventHeader,
            "event-record-common-context" => FieldScope.CommonContext,
            "event-record-specific-context" => FieldScope.SpecificContext,
            "event-record-payload" => FieldScope.Payload,
            var other => throw new MetadataException(told.Offset, $"'{other}' is no origin of a field location"),
        };
        var path = new List<string?>();
        foreach (var item in value.Required("path").Expect(JsonKind.Array, "a field location's path").Items)
            path.Add(item.Kind == JsonKind.Null ? null : item.AsText("path"));
        return path is [.., not null] ? new FieldLocation(value.Offset, origin, path) : throw new MetadataException(value.Offset, "a field location's path must end in a name");
    }

    public override string ToString() => (Origin is { } origin ? origin + ": " : "") + string.Join('.', Path.Select(name => name ?? "(up)"));
}
