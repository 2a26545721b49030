using Steadytrace.Traces;

namespace Steadytrace.Recording.Lttng.Live;

/// <summary>A stream that is followed, and how far.</summary>
/// <param name="id">The relay daemon's number of it.</param>
/// <param name="trace">The trace that it belongs to.</param>
/// <param name="label">For people.</param>
/// <param name="fromBeginning">False when packets before the first one that is sent were passed over.</param>
internal sealed class LiveStream(ulong id, LiveTrace trace, string label, bool fromBeginning)
{
    private bool _isWhole = fromBeginning;

    public ulong Id => id;

    public LiveTrace Trace => trace;

    public string Label => label;

    /// <summary>Its file's path in a segment.</summary>
    public string File => $"{trace.Folder}/{id}";

    /// <summary>A packet that is announced and not yet fetched; null: ask for the next one.</summary>
    public LiveIndex? Ahead { get; private set; }

    /// <summary>Since when the relay daemon refuses that packet, in milliseconds of <see cref="Environment.TickCount64"/>; null when it does not.</summary>
    public long? RefusedSince { get; set; }

    /// <summary>Clock cycles until which all of it is fetched; null when nothing told yet.</summary>
    public ulong? KnownUntil { get; private set; }

    /// <summary>Where it stands, behind all that is counted; null before its first packet is.</summary>
    public StreamTail? Tail { get; set; }

    /// <summary>Who ran on its CPUs there, where it tells threads.</summary>
    public IReadOnlyList<CpuTail> CpuTails { get; set; } = [];

    /// <summary>Takes what comes next.</summary>
    public void Await(LiveIndex index)
    {
        Ahead = index;
        // What was passed over lost nothing that was ours to tell: the loss begins to count with the first packet's own counter.
        if (!_isWhole) Tail = new StreamTail(File, index.EventsDiscarded, null);
        _isWhole = true;
    }

    /// <summary>Nothing happened until this time.</summary>
    public void Rest(ulong until) => KnownUntil = Math.Max(until, KnownUntil ?? 0);

    /// <summary>The packet that was awaited is fetched, or given up.</summary>
    public void GoOn()
    {
        if (Ahead is { } index) Rest(index.End);
        (Ahead, RefusedSince) = (null, null);
    }
}
