namespace Steadytrace.Recording.Lttng.Live;

/// <summary>What there is of a stream (<c>enum lttng_viewer_next_index_return_code</c>).</summary>
internal enum IndexStatus : uint
{
    /// <summary>A packet.</summary>
    Packet = 1,

    /// <summary>Nothing yet.</summary>
    Retry = 2,

    /// <summary>The stream is closed, and all of it was sent.</summary>
    HungUp = 3,

    Error = 4,

    /// <summary>Nothing happened until the time that is told.</summary>
    Inactive = 5,

    EndOfFile = 6,
}
