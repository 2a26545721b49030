namespace Steadytrace.Recording.Spool;

/// <summary>What a source may keep, and how patiently it offers.</summary>
/// <param name="MaxBytes">Bytes on disk of closed, undecided chunks; above it the oldest is dropped, declared.</param>
/// <param name="MaxChunks">Closed, undecided chunks; above it the oldest is dropped, declared.</param>
/// <param name="RepeatAfter">An unanswered offer or tally is sent again after this time, then after pauses that grow.</param>
/// <param name="OfferAgainAfter">An accepted offer is made again after this time: the dispatcher may have forgotten it.</param>
/// <param name="MaxInFlight">Offers, and tallies, without an answer at one time.</param>
public sealed record SpoolLimits(long MaxBytes, int MaxChunks, TimeSpan RepeatAfter, TimeSpan OfferAgainAfter, int MaxInFlight)
{
    /// <summary>The longest time between two sends without an answer: each pause is twice the one before.</summary>
    public TimeSpan RepeatAtMost { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>An undecided chunk that ended longer ago is dropped, declared; null: no limit.</summary>
    public TimeSpan? MaxAge { get; init; }

    /// <summary>An undecided chunk that ended longer ago is compressed; null: none is.</summary>
    public TimeSpan? PackAfter { get; init; }

    /// <summary>Verdicts that are not yet behind published-through; at the limit nothing more is given out to be counted.</summary>
    public int MaxVerdicts { get; init; } = int.MaxValue;

    /// <summary>Runs in one inventory, the oldest: those behind them are told as these are published and go.</summary>
    public int MaxRunsTold { get; init; } = int.MaxValue;
}
