using System.Security.Cryptography;
using Steadytrace.Recording;

namespace Steadytrace.Cluster.Messages;

/// <summary>Puts parts together again. Parts of different tallies of one chunk never mix: another hash begins anew.</summary>
/// <param name="maxOpen">Chunks of which some parts are missing, at most; the one longest untouched is forgotten, and its sender repeats it.</param>
/// <param name="maxBytes">Bytes of all those parts, at most; beyond it the same.</param>
public sealed class TallyAssembly(int maxOpen, long maxBytes = long.MaxValue)
{
    private readonly Dictionary<ChunkId, Pieces> _open = [];
    private long _touch;
    private long _bytes;

    /// <summary>Bytes of parts that wait for others.</summary>
    public long Bytes => _bytes;

    /// <summary>Takes a part in.</summary>
    /// <returns>The whole encoded tally once every part of it is there; null before. Parts that contradict themselves are dropped.</returns>
    public byte[]? Add(ChunkId chunk, TallyPart part)
    {
        if (part.Count is < 1 or > TallyParts.MaxParts || (uint)part.Index >= (uint)part.Count || part.Bytes.Length > TallyParts.MaxBytes) return null;
        if (!_open.TryGetValue(chunk, out var pieces) || pieces.Parts.Length != part.Count || !pieces.Hash.AsSpan().SequenceEqual(part.Hash))
        {
            Forget(chunk);
            _open[chunk] = pieces = new Pieces(part.Hash, new byte[part.Count][]);
        }

        pieces.Touched = ++_touch;
        _bytes += part.Bytes.Length - (pieces.Parts[part.Index]?.Length ?? 0);
        pieces.Parts[part.Index] = part.Bytes;
        if (pieces.Parts.Any(piece => piece is null))
        {
            ForgetOldest();
            return null;
        }

        Forget(chunk);
        var whole = pieces.Parts.Length == 1 ? pieces.Parts[0] : pieces.Parts.SelectMany(piece => piece).ToArray();
        return SHA256.HashData(whole).AsSpan().SequenceEqual(pieces.Hash) ? whole : null;
    }

    private void ForgetOldest()
    {
        while (_open.Count > maxOpen || (_bytes > maxBytes && _open.Count > 1)) Forget(_open.MinBy(pair => pair.Value.Touched).Key);
    }

    private void Forget(ChunkId chunk)
    {
        if (_open.Remove(chunk, out var gone)) _bytes -= gone.Parts.Sum(part => (long)(part?.Length ?? 0));
    }

    private sealed record Pieces(byte[] Hash, byte[][] Parts)
    {
        public long Touched { get; set; }
    }
}
