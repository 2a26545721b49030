namespace Steadytrace.Traces.Ctf.JsonMetadata;

/// <summary>The structures of a packet and its events, in the order in which they are read.</summary>
internal enum FieldScope
{
    PacketHeader,
    PacketContext,
    EventHeader,
    CommonContext,
    SpecificContext,
    Payload,
}
