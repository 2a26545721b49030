namespace Steadytrace.Recording.Lttng.Live;

/// <summary>How asking for metadata went (<c>enum lttng_viewer_get_metadata_return_code</c>).</summary>
internal enum MetadataStatus : uint
{
    Done = 1,

    /// <summary>All there is was sent.</summary>
    NothingNew = 2,

    /// <summary>The stream is gone, as that of a program that ended.</summary>
    Error = 3,
}
