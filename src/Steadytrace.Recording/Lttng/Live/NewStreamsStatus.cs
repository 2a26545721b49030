namespace Steadytrace.Recording.Lttng.Live;

/// <summary>How asking for new streams went (<c>enum lttng_viewer_new_streams_return_code</c>).</summary>
internal enum NewStreamsStatus : uint
{
    Done = 1,
    NothingNew = 2,
    Error = 3,

    /// <summary>The session is closed, and has no streams left.</summary>
    HungUp = 4,
}
