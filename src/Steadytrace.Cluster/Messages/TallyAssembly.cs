using System.Security.Cryptography;
using Steadytrace.Recording;

namespace Steadytrace.Cluster.Messages;

/// <summary>Puts parts together again. Parts of different tallies of one chunk never mix: another hash begins anew.</summary>
/// <param name="maxOpen">Chunks of which some parts are missing, at most; the one longest untouched is forgotten, and its sender repeats it.</param>
public sealed class TallyAssembly(int maxOpen)
{
    private readonly Dictionary<ChunkId, Pieces> _open = [];
    private long _touch;

    /// <summary>Takes a part in.</summary>
    /// <returns>The whole encoded tally once every part of it is there; null before. Parts that contradict themselves are dropped.</returns>
    public byte[]? Add(ChunkId chunk, TallyPart part)
    {
        if (part.Count is < 1 or > TallyParts.MaxParts || (uint)part.Index >= (uint)part.Count || part.Bytes.Length > TallyParts.MaxBytes) return null;
        if (!_open.TryGetValue(chunk, out var pieces) || pieces.Parts.Length != part.Count || !pieces.Hash.AsSpan().SequenceEqual(part.Hash))
            _open[chunk] = pieces = new Pieces(part.Hash, new byte[part.Count][]);
        pieces.Touched = ++_touch;
        pieces.Parts[part.Index] = part.Bytes;
        if (pieces.Parts.Any(piece => piece is null))
        {
            ForgetOldest();
            return null;
        }

        _open.Remove(chunk);
        var whole = pieces.Parts.Length == 1 ? pieces.Parts[0] : pieces.Parts.SelectMany(piece => piece).ToArray();
        return SHA256.HashData(whole).AsSpan().SequenceEqual(pieces.Hash) ? whole : null;
    }

    private void ForgetOldest()
    {
        if (_open.Count > maxOpen) _open.Remove(_open.MinBy(pair => pair.Value.Touched).Key);
    }

    private sealed record Pieces(byte[] Hash, byte[][] Parts)
    {
        public long Touched { get; set; }
    }
}
