namespace Steadytrace.Recording.Lttng.Live;

/// <summary>What a viewer asks of a relay daemon (<c>enum lttng_viewer_command</c>).</summary>
internal enum LiveCommand : uint
{
    Connect = 1,
    ListSessions = 2,
    AttachSession = 3,
    GetNextIndex = 4,
    GetPacket = 5,
    GetMetadata = 6,
    GetNewStreams = 7,
    CreateSession = 8,
    DetachSession = 9,
}
