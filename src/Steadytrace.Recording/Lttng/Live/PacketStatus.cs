namespace Steadytrace.Recording.Lttng.Live;

/// <summary>How asking for a packet went (<c>enum lttng_viewer_get_packet_return_code</c>).</summary>
internal enum PacketStatus : uint
{
    Done = 1,
    Retry = 2,

    /// <summary>Not without what the flags ask to be read first; without flags: not at all.</summary>
    Error = 3,

    EndOfFile = 4,
}
