using System.Security.Cryptography;

namespace Steadytrace.Cluster.Messages;

/// <summary>Cuts encoded tallies into parts that fit a message.</summary>
public static class TallyParts
{
    /// <summary>The most bytes of tally in one message; less than half of Akka.Remote's default frame of 128,000.</summary>
    public const int MaxBytes = 48 * 1024;

    /// <summary>The most parts of one tally: 12 MiB, some hundred thousand names. A larger tally is refused.</summary>
    public const int MaxParts = 256;

    public static TallyPart[] Cut(byte[] tally)
    {
        var count = Math.Max(1, (tally.Length + MaxBytes - 1) / MaxBytes);
        if (count > MaxParts) throw new ArgumentException($"A tally of {tally.Length} bytes is larger than {MaxParts} parts of {MaxBytes}", nameof(tally));
        var hash = SHA256.HashData(tally);
        return [.. Enumerable.Range(0, count).Select(index =>
            new TallyPart(index, count, hash, tally.AsSpan(index * MaxBytes, Math.Min(MaxBytes, tally.Length - (index * MaxBytes))).ToArray()))];
    }
}
