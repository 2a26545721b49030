using Steadytrace.Traces.Ctf.Layout;

namespace Steadytrace.Traces.Ctf.JsonMetadata;

/// <summary>The roles of CTF 2 (CTF2-SPEC-2.0, 5.6.1 and 5.8.1), and what they mean where.</summary>
internal static class RoleNames
{
    public const string Stamp = "default-clock-timestamp";
    public const string PacketEndStamp = "packet-end-default-clock-timestamp";
    public const string Magic = "packet-magic-number";
    public const string Uuid = "metadata-stream-uuid";

    /// <summary>False for a role that no place knows.</summary>
    public static bool Exists(string role) => role == Stamp || Enum.GetValues<FieldScope>().Any(scope => In(scope, role) != FieldRole.None);

    /// <summary>What a role means in a scope; none where it has no meaning (an alias may be used in several).</summary>
    public static FieldRole In(FieldScope scope, string role) => (scope, role) switch
    {
        (FieldScope.PacketHeader, Magic) => FieldRole.Magic,
        (FieldScope.PacketHeader, Uuid) => FieldRole.TraceUuid,
        (FieldScope.PacketHeader, "data-stream-class-id") => FieldRole.StreamClassId,
        (FieldScope.PacketHeader, "data-stream-id") => FieldRole.StreamInstanceId,
        (FieldScope.PacketContext, "packet-total-length") => FieldRole.PacketSize,
        (FieldScope.PacketContext, "packet-content-length") => FieldRole.ContentSize,
        (FieldScope.PacketContext, Stamp) => FieldRole.PacketBegin,
        (FieldScope.PacketContext, PacketEndStamp) => FieldRole.PacketEnd,
        (FieldScope.PacketContext, "discarded-event-record-counter-snapshot") => FieldRole.EventsDiscarded,
        (FieldScope.PacketContext, "packet-sequence-number") => FieldRole.PacketSequence,
        (FieldScope.EventHeader, "event-record-class-id") => FieldRole.EventId,
        _ => FieldRole.None,
    };
}
