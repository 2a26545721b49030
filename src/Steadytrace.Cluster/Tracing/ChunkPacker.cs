using Steadytrace.Recording;
using Steadytrace.Recording.Spool;

namespace Steadytrace.Cluster.Tracing;

/// <summary>Compresses chunks that wait, one at a time, on a thread of its own that others' work comes before: no cut waits for it.</summary>
/// <param name="spool">The spool; only <see cref="SourceSpool.WritePacked"/> of it is called from the thread.</param>
/// <param name="ended">Told on that thread when one is done, failed, or was called off.</param>
/// <param name="run">Runs the work; null: a thread of low priority.</param>
internal sealed class ChunkPacker(SourceSpool spool, Action<PackingEnded> ended, Action<Action>? run) : IDisposable
{
    private static readonly TimeSpan LongestEnd = TimeSpan.FromSeconds(2);
    private CancellationTokenSource _cancellation = new();
    private ChunkId? _underWay;
    private Thread? _thread;

    /// <summary>True until whoever was told has answered with <see cref="Done"/>.</summary>
    public bool IsBusy => _underWay is not null;

    public void Begin(ChunkManifest chunk)
    {
        _underWay = chunk.Id;
        _cancellation.Dispose();
        _cancellation = new CancellationTokenSource();
        var cancellation = _cancellation.Token;
        if (run is null) _thread = QuietThread.Start("chunk-packer", Work);
        else run(Work);

        void Work() => ended(new PackingEnded(chunk.Id, Try(chunk, cancellation)));
    }

    /// <summary>The chunk is compressed no further if it is the one under way: it is decided.</summary>
    public void CallOff(ChunkId id)
    {
        if (_underWay == id) _cancellation.Cancel();
    }

    public void Done() => _underWay = null;

    /// <summary>Calls it off, and gives it a moment to end: the next life of the spool uses the same folder.</summary>
    public void Dispose()
    {
        _cancellation.Cancel();
        // One that hangs in the disk is left to it: its next step finds that it was called off.
        _thread?.Join(LongestEnd);
        _cancellation.Dispose();
    }

    private Exception? Try(ChunkManifest chunk, CancellationToken cancellation)
    {
        try
        {
            spool.WritePacked(chunk, cancellation);
            return null;
        }
        catch (Exception e)
        {
            // Whatever it is, the spool's own thread decides what it means.
            return e;
        }
    }
}
