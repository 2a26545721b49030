namespace Steadytrace.Traces.Generated.Fields;

/// <summary>The scopes of CTF 1.8, in the order in which they are read.</summary>
public enum FieldScope
{
    PacketHeader,
    PacketContext,
    EventHeader,
    StreamEventContext,
    EventContext,
    Payload,
}
