namespace Steadytrace.Cluster.Watching;

/// <summary>How live counts are gathered for those who look.</summary>
public sealed record WatchOptions
{
    /// <summary>Those who wait for an answer at once; one more is refused.</summary>
    public int MostWaiting { get; init; } = 64;

    /// <summary>The least time between two answers: what comes meanwhile is put together.</summary>
    public TimeSpan AnswerEvery { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How often tracers are told that somebody looks; well below their lease.</summary>
    public TimeSpan RenewEvery { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>When nobody has asked for so long, the tracers are told to stop, and everything is forgotten.</summary>
    public TimeSpan RestAfter { get; init; } = TimeSpan.FromSeconds(15);
}
