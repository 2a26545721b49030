namespace Steadytrace.Recording.Lttng.Live;

/// <summary>How attaching to a session went (<c>enum lttng_viewer_attach_return_code</c>).</summary>
internal enum AttachStatus : uint
{
    Done = 1,

    /// <summary>Another viewer is attached; there can be one.</summary>
    Already = 2,

    /// <summary>There is no such session, or no longer.</summary>
    Unknown = 3,

    NotLive = 4,
}
