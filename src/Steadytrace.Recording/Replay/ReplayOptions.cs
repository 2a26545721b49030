namespace Steadytrace.Recording.Replay;

/// <summary>What is replayed, and when it is said to have happened.</summary>
public sealed record ReplayOptions
{
    /// <summary>A trace, or a folder that holds several; null replays the sample that ships with the project.</summary>
    public string? Path { get; init; }

    /// <summary>
    /// True: over and over, as if it happened now, each trace lasting as long as it did. False: once, at its own times, one trace per cut.
    /// </summary>
    public bool AsIfLive { get; init; }
}
