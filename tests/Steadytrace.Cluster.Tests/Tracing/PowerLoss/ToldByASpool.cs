using Steadytrace.Cluster.Messages;
using Steadytrace.Recording;
using Steadytrace.Recording.Spool;

namespace Steadytrace.Cluster.Tests.Tracing.PowerLoss;

/// <summary>All that others have heard of a spool over all its lives: they remember it, and it must never be untrue afterwards.</summary>
internal sealed class ToldByASpool
{
    private readonly Dictionary<ChunkId, string> _verdicts = [];
    private readonly HashSet<ChunkId> _handedOut = [];
    private readonly Dictionary<ChunkId, ChunkOffer> _offered = [];
    private readonly Dictionary<ChunkId, byte[]> _bytes = [];
    private readonly Dictionary<long, RunInventory> _runs = [];
    private readonly HashSet<ChunkId> _forgotten = [];
    private readonly Dictionary<ChunkId, long> _last = [];
    private long _through = long.MinValue;

    public IEnumerable<ChunkId> Undecided => _offered.Keys.Where(id => !_verdicts.ContainsKey(id));

    /// <summary>A chunk that is recorded into; only one that a successor goes on with is handed out again.</summary>
    public void HandedOut(ChunkId id, bool isResumed)
    {
        if (!_handedOut.Add(id) && !isResumed) throw new UntrueException($"number {id} is given twice");
    }

    public void Offered(ChunkOffer offer)
    {
        if (_verdicts.ContainsKey(offer.Id)) throw new UntrueException($"{offer.Id} is decided and offered again");
        if (_offered.TryGetValue(offer.Id, out var before) && Text(before.Before) != Text(offer.Before)) throw new UntrueException($"{offer.Id} is offered with other streams before");
        _offered[offer.Id] = offer;
        // What it had then, a worker may read at any time.
        if (!_bytes.ContainsKey(offer.Id)) _bytes[offer.Id] = BytesAt(offer.DataPath);
    }

    /// <summary>A verdict that somebody relies on: its pool has let it go, or an aggregator has it.</summary>
    public void Decided(DecidedChunk decided, byte[] tally)
    {
        var verdict = $"{decided.Outcome} {decided.EndUnixNs} {decided.LastUnixNs} {Convert.ToHexString(tally)}";
        if (_verdicts.TryGetValue(decided.Id, out var before) && before != verdict) throw new UntrueException($"{decided.Id} is decided twice: {before}, {verdict}");
        (_verdicts[decided.Id], _last[decided.Id]) = (verdict, decided.LastUnixNs);
    }

    public void Reported(InventoryReported inventory, bool isSetBack)
    {
        if (!isSetBack && (inventory.PublishedThroughUnixNs ?? long.MinValue) < _through) throw new UntrueException("published-through goes back");
        _through = inventory.PublishedThroughUnixNs ?? long.MinValue;
        foreach (var (number, before) in _runs)
        {
            if (inventory.Runs.All(run => run.Number != number) && Numbers(number, before.LastNumber ?? long.MaxValue - 1).Any(IsMissing))
                throw new UntrueException($"run {number} is forgotten before its chunks");
        }

        foreach (var run in inventory.Runs)
        {
            if (_runs.GetValueOrDefault(run.Number) is { } before && (before.BeganUnixNs != run.BeganUnixNs || (before.IsOver && (before.EndUnixNs, before.LastNumber) != (run.EndUnixNs, run.LastNumber))))
                throw new UntrueException($"run {run.Number} was told otherwise");
            if (_runs.GetValueOrDefault(run.Number)?.FirstNumber > run.FirstNumber) throw new UntrueException($"run {run.Number} begins earlier again");
            _runs[run.Number] = run;
        }
    }

    /// <summary>The spool has heard that all before this time is published, and has forgotten it: of each run what comes before its first undecided chunk.</summary>
    public void Published(long throughUnixNs)
    {
        foreach (var ofRun in _handedOut.GroupBy(id => id.Run))
            _forgotten.UnionWith(ofRun.OrderBy(id => id.Number).TakeWhile(id => _last.TryGetValue(id, out var last) && (last < throughUnixNs || _forgotten.Contains(id))));
    }

    /// <summary>What the disk holds after a loss of power, compared with all that was told before.</summary>
    public void Check(SourceSpool spool, SpoolContent content)
    {
        foreach (var decided in content.Decided)
        {
            if (_forgotten.Contains(decided.Id) && decided.LastUnixNs >= spool.PublishedThroughUnixNs) throw new UntrueException($"the verdict on {decided.Id} is back");
            if (_verdicts.ContainsKey(decided.Id)) Decided(decided, decided.Tally);
        }

        var there = content.Decided.Select(decided => decided.Id).ToHashSet();
        foreach (var id in _verdicts.Keys.Where(id => !there.Contains(id) && !_forgotten.Contains(id)))
        {
            if (!(_last[id] < spool.PublishedThroughUnixNs)) throw new UntrueException($"the verdict on {id} is lost");
            _forgotten.Add(id);
        }

        if (content.Undecided.FirstOrDefault(chunk => _verdicts.ContainsKey(chunk.Id)) is { } again) throw new UntrueException($"{again.Id} waits for its count again");
        foreach (var (id, offer) in _offered.Where(offer => !there.Contains(offer.Key) && !_verdicts.ContainsKey(offer.Key)))
        {
            if (content.Undecided.FirstOrDefault(chunk => chunk.Id == id && chunk.IsClosed) is not { } chunk) throw new UntrueException($"{id}, which was offered, is gone");
            if (Text(chunk.Before?.ToArray()) != Text(offer.Before)) throw new UntrueException($"{id} knows its streams no more");
            if (!BytesAt(spool.DataPath(id)).AsSpan().SequenceEqual(_bytes[id])) throw new UntrueException($"the bytes of {id} are damaged");
        }
    }

    /// <summary>At the end: each number of each run that anybody heard of has its one verdict.</summary>
    public void CheckWhole()
    {
        foreach (var (number, run) in _runs.Where(run => run.Value.IsOver))
        {
            if (Numbers(number, run.LastNumber!.Value).FirstOrDefault(IsMissing) is { Source.Recorder: not null } missing) throw new UntrueException($"{missing} was never decided");
        }
    }

    private bool IsMissing(ChunkId id) => _handedOut.Contains(id) && !_verdicts.ContainsKey(id);

    private IEnumerable<ChunkId> Numbers(long run, long last) => _handedOut.Where(id => id.Run == run && id.Number <= last);

    private static string Text(IEnumerable<object>? tails) => tails is null ? "null" : string.Join(',', tails);

    private static byte[] BytesAt(string dataPath)
    {
        var file = Path.Combine(dataPath, "stream");
        return File.Exists(file) ? File.ReadAllBytes(file) : Unpacked(dataPath);
    }

    private static byte[] Unpacked(string dataPath)
    {
        using var from = PackedChunk.TryOpen(dataPath, "stream");
        if (from is null) return [];
        var to = new MemoryStream();
        try
        {
            from.CopyTo(to);
        }
        catch (Exception e) when (e is ZstdSharp.ZstdException or EndOfStreamException)
        {
            return [];
        }

        return to.ToArray();
    }
}
