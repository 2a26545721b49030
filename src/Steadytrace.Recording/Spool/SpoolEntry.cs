namespace Steadytrace.Recording.Spool;

/// <summary>One chunk in the index: first recorded into, then closed, then decided.</summary>
internal sealed class SpoolEntry(ChunkManifest manifest)
{
    /// <summary>The chunk before it is decided.</summary>
    public ChunkManifest Manifest { get; set; } = manifest;

    /// <summary>The verdict, without its tally, which stays on the disk.</summary>
    public DecidedChunk? Decided { get; set; }

    /// <summary>When the chunk was last offered to the dispatcher; null: never, or to be offered at once.</summary>
    public TimeSpan? OfferedAt { get; set; }

    /// <summary>How often it was offered since then without an answer.</summary>
    public int Offers { get; set; }

    /// <summary>It was offered before, as it is now: nobody has counted it yet.</summary>
    public bool IsOfferedAgain { get; set; }

    /// <summary>True once the dispatcher has said that it has the chunk.</summary>
    public bool Accepted { get; set; }

    /// <summary>When the tally was last sent in this term; null: not yet.</summary>
    public TimeSpan? SentAt { get; set; }

    /// <summary>How often the tally was sent in this term.</summary>
    public int Sends { get; set; }

    /// <summary>True once the aggregator of this term has the tally.</summary>
    public bool Taken { get; set; }

    /// <summary>It is to be offered at once.</summary>
    public void OfferAnew() => (OfferedAt, Offers, Accepted, IsOfferedAgain) = (null, 0, false, false);

    public bool IsUndecided => Decided is null && Manifest.IsClosed;
}
