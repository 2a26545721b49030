namespace Steadytrace.Cluster.Parsing;

/// <summary>What one worker of a pool counts in a second, from its latest chunks.</summary>
/// <remarks>Chunks of a few kilobytes say nothing of it: what they take is the beginning and the end.</remarks>
public sealed class PoolRate
{
    private const long LeastBytes = 1 << 20;

    // The latest ten chunks or so tell: a machine that is busy with something else now is slower now.
    private const double Kept = 0.9;
    private double _bytes;
    private double _seconds;

    /// <summary>0 before the first chunk that tells.</summary>
    public long BytesPerSecond => _seconds > 0 ? Math.Max(1, (long)(_bytes / _seconds)) : 0;

    /// <summary>A chunk was counted.</summary>
    /// <param name="bytes">Its size as recorded.</param>
    /// <param name="busy">What fetching and counting took.</param>
    public void Add(long bytes, TimeSpan busy)
    {
        if (bytes < LeastBytes) return;
        _bytes = (_bytes * Kept) + bytes;
        _seconds = (_seconds * Kept) + busy.TotalSeconds;
    }
}
