using Steadytrace.Traces.Generated.Fields;

namespace Steadytrace.Traces.Generated.Text;

/// <summary>CTF 2's words for what CTF 1.8 tells by names of fields and scopes.</summary>
public static class JsonRoles
{
    public const string Uuid = "metadata-stream-uuid";

    /// <summary>The role of a special field; null for one that is known by its name in CTF 2 too.</summary>
    public static string? Of(FieldScope scope, string name) => (scope, name) switch
    {
        (FieldScope.PacketHeader, "magic") => "packet-magic-number",
        (FieldScope.PacketHeader, "uuid") => Uuid,
        (FieldScope.PacketHeader, "stream_id") => "data-stream-class-id",
        (FieldScope.PacketHeader, "stream_instance_id") => "data-stream-id",
        (FieldScope.PacketContext, "packet_size") => "packet-total-length",
        (FieldScope.PacketContext, "content_size") => "packet-content-length",
        (FieldScope.PacketContext, "timestamp_begin") or (FieldScope.EventHeader, "timestamp") => "default-clock-timestamp",
        (FieldScope.PacketContext, "timestamp_end") => "packet-end-default-clock-timestamp",
        (FieldScope.PacketContext, "events_discarded") => "discarded-event-record-counter-snapshot",
        (FieldScope.PacketContext, "packet_seq_num") => "packet-sequence-number",
        (FieldScope.EventHeader, "id") => "event-record-class-id",
        _ => null,
    };

    public static Construct ConstructOf(string role, FieldScope scope) => role switch
    {
        "packet-magic-number" => Construct.RoleMagic,
        Uuid => Construct.RoleUuid,
        "data-stream-class-id" => Construct.RoleStreamClass,
        "data-stream-id" => Construct.RoleStream,
        "packet-total-length" => Construct.RoleTotalLength,
        "packet-content-length" => Construct.RoleContentLength,
        "default-clock-timestamp" => scope == FieldScope.PacketContext ? Construct.RolePacketBegin : Construct.RoleStamp,
        "packet-end-default-clock-timestamp" => Construct.RolePacketEnd,
        "discarded-event-record-counter-snapshot" => Construct.RoleDiscarded,
        "packet-sequence-number" => Construct.RoleSequence,
        _ => Construct.RoleEventClass,
    };

    /// <summary>A scope's name in field locations.</summary>
    public static string OriginOf(FieldScope scope) => scope switch
    {
        FieldScope.PacketHeader => "packet-header",
        FieldScope.PacketContext => "packet-context",
        FieldScope.EventHeader => "event-record-header",
        FieldScope.StreamEventContext => "event-record-common-context",
        FieldScope.EventContext => "event-record-specific-context",
        _ => "event-record-payload",
    };
}
