using Steadytrace.Recording;
using Steadytrace.Recording.Spool;
using Steadytrace.Traces;
using Steadytrace.Traces.Following;
using Steadytrace.Traces.Tallies;

namespace Steadytrace.Cluster.Live;

/// <summary>A chunk that is counted while it is recorded, from the first look of a watcher on.</summary>
/// <param name="began">The chunk, its recorder, and where it grows.</param>
/// <param name="before">Where its streams stood before it.</param>
public sealed class LiveChunk(LiveChunkBegan began, IReadOnlyList<StreamTail>? before)
{
    /// <summary>Most counts of a chunk by second, event and process that are shown apart: what is beyond them is shown without its second.</summary>
    private const int MaxEntries = 100_000;

    private static readonly TimeSpan FlushWithin = TimeSpan.FromSeconds(2);
    private TraceFollower? _follower;

    public ChunkId Id => began.Chunk.Id;

    /// <summary>Its recorder was asked for a look and did not answer well, or it was given up: nothing more is counted of it.</summary>
    public bool IsGivenUp { get; set; }

    /// <summary>All that was shown of it, for who comes later.</summary>
    public Tally Shown { get; } = new();

    /// <summary>The recorder's clock before it was closed: nothing earlier can come in a later chunk. 0 while it is open.</summary>
    public long EndUnixNs { get; private set; }

    /// <summary>Its files, once it is closed.</summary>
    public ChunkTwin? Twin { get; private set; }

    /// <summary>Something of it was counted.</summary>
    public bool IsFollowed => _follower is not null;

    /// <summary>Nobody watches any more: who comes later is shown it from its begin.</summary>
    public LiveChunk Anew() => new(began, before);

    /// <summary>Who ran where when the chunk before it ended; to be told before the first look.</summary>
    public IReadOnlyList<CpuTail>? CpuBefore { get; set; }

    /// <summary>The recorder has closed it.</summary>
    /// <param name="cut">What the recorder says of it.</param>
    /// <param name="twin">Its files.</param>
    public void Close(ChunkCut cut, ChunkTwin twin)
    {
        (Twin, EndUnixNs) = (twin, cut.EndUnixNs);
        // What a replay hands on has no time of its own before it is closed, and grows nowhere.
        if (cut.ShiftNanoseconds != 0 || cut.Tails is null) _follower = NewFollower(cut.Tails is null ? null : before, cut.ShiftNanoseconds);
    }

    /// <summary>Has the recorder hand on what it holds, and counts what is new. On a thread of its own; one look at a time.</summary>
    public async Task<FollowedLook> LookAsync()
    {
        var follower = _follower ??= NewFollower(before, shift: 0);
        await began.Recorder.FlushAsync(CancellationToken.None).WaitAsync(FlushWithin).ConfigureAwait(false);
        return await LiveThread.RunAsync(() => follower.Look(began.Growing())).ConfigureAwait(false);
    }

    /// <summary>Counts the rest of the closed chunk.</summary>
    public Task<FollowedLook> EndAsync()
    {
        var (follower, twin) = (_follower ??= NewFollower(before, shift: 0), Twin!);
        return LiveThread.RunAsync(() => follower.End(twin.Path));
    }

    private TraceFollower NewFollower(IReadOnlyList<StreamTail>? before, long shift) =>
        new(new CountOptions { Interval = IntervalLength.All[0], Before = before, ShiftNanoseconds = shift, MaximumEntries = MaxEntries, CpuTime = true, CpuBefore = CpuBefore });
}
