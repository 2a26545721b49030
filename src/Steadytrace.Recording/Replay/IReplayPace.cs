namespace Steadytrace.Recording.Replay;

/// <summary>Which traces a replay hands out at which cut. No clock of its own.</summary>
internal interface IReplayPace
{
    /// <summary>True when the open chunk takes the last trace there is.</summary>
    bool IsAtItsEnd { get; }

    /// <summary>Begins.</summary>
    /// <param name="nowUnixNs">The present time.</param>
    /// <returns>A time at or before the first event, as the replay tells it, in Unix nanoseconds.</returns>
    long Start(long nowUnixNs);

    /// <summary>True when a cut has something to hand out, or need not wait for it.</summary>
    /// <param name="nowUnixNs">The present time.</param>
    bool IsDue(long nowUnixNs);

    /// <summary>Closes the open chunk.</summary>
    /// <param name="nowUnixNs">The present time; never earlier than the one before.</param>
    ReplayCut Cut(long nowUnixNs);
}
