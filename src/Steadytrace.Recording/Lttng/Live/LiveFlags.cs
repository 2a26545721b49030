namespace Steadytrace.Recording.Lttng.Live;

/// <summary>What an answer tells besides.</summary>
[Flags]
internal enum LiveFlags : uint
{
    None = 0,

    /// <summary>There is more metadata, and the packet cannot be read without it.</summary>
    NewMetadata = 1,

    /// <summary>There are new streams in one of the attached sessions.</summary>
    NewStreams = 2,
}
