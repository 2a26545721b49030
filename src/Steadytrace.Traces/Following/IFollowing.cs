using Steadytrace.Traces.Tallies;

namespace Steadytrace.Traces.Following;

/// <summary>Counts a growing trace of one format, piece by piece.</summary>
internal interface IFollowing
{
    /// <summary>Events that are held back.</summary>
    long Waiting { get; }

    /// <summary>Something came that only the closed trace tells rightly: it is to be counted once more.</summary>
    bool NeedsRecount { get; }

    /// <summary>Counts what came since the last look.</summary>
    /// <param name="place">Where the trace lies now.</param>
    /// <param name="into">Takes the counts.</param>
    /// <param name="cancellation">Checked now and then; nothing more is to be asked of this object when it ended a look.</param>
    void Look(FollowedPlace place, Tally into, CancellationToken cancellation);

    /// <summary>Counts the rest: the trace is closed.</summary>
    void End(FollowedPlace place, Tally into, CancellationToken cancellation);
}
