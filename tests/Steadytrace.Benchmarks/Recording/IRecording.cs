namespace Steadytrace.Benchmarks.Recording;

/// <summary>A program that records the load's events now.</summary>
internal interface IRecording : IAsyncDisposable
{
    /// <summary>The processes that it takes; the first is the one whose memory counts.</summary>
    IReadOnlyList<int> Processes { get; }

    /// <summary>Events of the load that it lost since the last question; null where nobody knows.</summary>
    /// <param name="made">How many the load made since then.</param>
    Task<long?> LostAsync(long made);
}
