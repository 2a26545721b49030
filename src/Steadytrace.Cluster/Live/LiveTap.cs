using Akka.Actor;
using Steadytrace.Cluster.Tracing;
using Steadytrace.Recording;
using Steadytrace.Recording.Spool;

namespace Steadytrace.Cluster.Live;

/// <summary>What the cycle of a source tells those who count its chunks while they are recorded. It waits for none of them, and does little while nobody watches.</summary>
public sealed class LiveTap
{
    private volatile bool _isWatched;

    /// <summary>Who is told.</summary>
    public IActorRef Listener { get; set; } = ActorRefs.Nobody;

    /// <summary>Somebody watches: files of closed chunks are kept until they are counted to their end.</summary>
    public bool IsWatched
    {
        get => _isWatched;
        set => _isWatched = value;
    }

    /// <summary>A chunk is recorded into from now on.</summary>
    public void Began(ChunkReady chunk, IRecorder recorder) => Listener.Tell(new LiveChunkBegan(chunk, recorder, recorder.Growing(chunk.DataPath)));

    /// <summary>The recorder has closed a chunk; to be told before the spool is, which may have it counted and gone in no time.</summary>
    public void Closed(ChunkReady chunk, ChunkCut cut) => Listener.Tell(new LiveChunkClosed(chunk.Id, cut, IsWatched ? ChunkTwin.TryMake(chunk.DataPath) : null));
}
