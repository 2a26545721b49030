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

    /// <summary>How fast traces are handed out at their own times: 1 as slowly as they happened, 60 an hour in a minute; null: as fast as they are counted.</summary>
    public double? Speed { get; init; }

    /// <summary>Goes on looking for traces that appear in <see cref="Path"/>, as archives of a running session do. What is there at the start is taken too.</summary>
    public bool Follow { get; init; }

    /// <summary>The first mistake, as one line; null when all is well.</summary>
    public string? Validate()
    {
        if (Speed is { } speed && !(speed is >= 0.001 and <= 1_000_000)) return FormattableString.Invariant($"replay speed is {speed}: 0.001 to 1000000 is allowed");
        if (AsIfLive && Speed is not null) return "replay speed is for traces at their own times: as if live they last as long as they did";
        if (Follow && Path is null) return "replay follow needs a path to look into";
        return Follow && (AsIfLive || Speed is not null) ? "replay follow hands out what comes when it comes: neither as if live nor at a speed" : null;
    }
}
