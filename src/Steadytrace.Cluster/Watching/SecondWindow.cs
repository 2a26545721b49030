using Steadytrace.Cluster.Fleet;
using Steadytrace.Cluster.Messages;
using Steadytrace.Recording;

namespace Steadytrace.Cluster.Watching;

/// <summary>One second of a source: apart by chunk, so that one chunk can be counted anew.</summary>
internal sealed class SecondWindow(long unixSeconds)
{
    private readonly Dictionary<ChunkId, SecondCounts> _chunks = [];
    private LiveSecondView? _view;

    public long UnixSeconds => unixSeconds;

    /// <summary>Of the last change.</summary>
    public long Version { get; private set; }

    /// <summary>Names that it holds.</summary>
    public int Entries => 1 + _chunks.Values.Sum(counts => counts.Entries);

    public void Add(ChunkId chunk, LiveSecond more, long version)
    {
        if (!_chunks.TryGetValue(chunk, out var counts)) _chunks.Add(chunk, counts = new SecondCounts());
        counts.Add(more);
        (Version, _view) = (version, null);
    }

    /// <summary>Forgets what a chunk gave; false where it gave nothing.</summary>
    public bool Forget(ChunkId chunk, long version)
    {
        if (!_chunks.Remove(chunk)) return false;
        (Version, _view) = (version, null);
        return true;
    }

    /// <summary>As others see it.</summary>
    public LiveSecondView View(SourceId source)
    {
        if (_view is not null) return _view;
        var sum = new SecondCounts();
        foreach (var counts in _chunks.Values) sum.Add(counts);
        // A correction takes away what was counted under another name: nothing may be left of it.
        var events = sum.Events.Where(count => count.Value != 0).OrderByDescending(count => count.Value).ThenBy(count => count.Key.Name, StringComparer.Ordinal);
        var processes = sum.Processes.Keys.Union(sum.CpuNs.Keys).Select(name => new LiveProcessView(name, sum.Processes.GetValueOrDefault(name), sum.CpuNs.TryGetValue(name, out var ns) ? ns : null));
        return _view = new LiveSecondView(
            source.Host.Value, source.Recorder, unixSeconds, sum.Lost, sum.LostPackets,
            [.. events.Select(count => new LiveEventView(count.Key.Type, count.Key.Name, count.Value))],
            [.. processes.Where(process => process.Count != 0 || process.CpuNs is not null and not 0).OrderByDescending(process => process.Count).ThenBy(process => process.Name, StringComparer.Ordinal)]);
    }
}
