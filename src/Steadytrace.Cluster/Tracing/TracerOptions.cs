using Steadytrace.Recording;
using Steadytrace.Traces.Tallies;

namespace Steadytrace.Cluster.Tracing;

/// <summary>How a host's tracer records and keeps its chunks.</summary>
public sealed record TracerOptions
{
    /// <summary>The recorders of this host, each a maker of fresh ones: a recorder that failed is thrown away.</summary>
    public IReadOnlyList<RecorderMaker> Recorders { get; init; } = [];

    /// <summary>
    /// Recorders that this host may have recorded with before, and does no longer: what they have left recording is adopted, saved and ended. None of them begins a run.
    /// </summary>
    public IReadOnlyList<RecorderMaker> FormerRecorders { get; init; } = [];

    /// <summary>Length of the intervals that tallies are kept by; the node's.</summary>
    public IntervalLength Interval { get; init; } = IntervalLength.OneMinute;

    /// <summary>How long a chunk is recorded; cuts fall on multiples of it. 1 s to 10 min.</summary>
    public TimeSpan ChunkLength { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// A chunk that has grown to so many bytes is cut at once; 0: only time cuts. It may be larger by what arrives within <see cref="RecordingCycle.SizeLook"/>,
    /// and by what the tracer holds in its buffers.
    /// </summary>
    public long ChunkMaxBytes { get; init; } = 256L << 20;

    /// <summary>The spool's folder; one process locks it.</summary>
    public string SpoolDirectory { get; init; } = "/var/lib/steadytrace/spool";

    /// <summary>What the spool of each source may take on disk, in bytes; at the limit the oldest undecided chunk is declared lost.</summary>
    public long SpoolMaxBytes { get; init; } = 4L << 30;

    /// <summary>How many undecided chunks a source may keep; at the limit the oldest is declared lost.</summary>
    public int SpoolMaxChunks { get; init; } = 100_000;

    /// <summary>Undecided chunks that ended longer ago are declared lost; null: no limit.</summary>
    public TimeSpan? SpoolMaxAge { get; init; }

    /// <summary>Files of undecided chunks that ended longer ago are compressed; null: none are.</summary>
    public TimeSpan? SpoolCompressAfter { get; init; }

    /// <summary>
    /// Tallies that are not yet published, each a file of some kilobytes. At the limit no more chunks are given out to be counted but those of the next interval to
    /// be published; when those that wait are at their limits as well, recording rests, which is told as time in which nothing was recorded.
    /// </summary>
    public int SpoolMaxTallies { get; init; } = 200_000;

    /// <summary>Chunks set aside are kept, up to so many bytes a source, for a person; 0 keeps none.</summary>
    public long SpoolAsideBytes { get; init; } = 256L << 20;

    /// <summary>With less room than this on the spool's disk (or a twentieth of it, if that is less) bytes go as at <see cref="SpoolMaxBytes"/>; 0: only when a write fails.</summary>
    public long SpoolMinFreeBytes { get; init; } = 64L << 20;

    /// <summary>Counted chunks are kept, up to so many bytes a source, for another reader to count again; 0 keeps none.</summary>
    public long SpoolKeepBytes { get; init; }

    /// <summary>Tries to count a chunk before it is set aside.</summary>
    public int MaxTries { get; init; } = 3;

    /// <summary>Tallies keep the most frequent pairs of event and process per interval.</summary>
    public int MaxPairs { get; init; } = 200;

    /// <summary>The time after which an unanswered message to dispatcher or aggregator is sent again.</summary>
    public TimeSpan RepeatAfter { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>The longest time between two sends of the same message: each pause is twice the one before.</summary>
    public TimeSpan RepeatAtMost { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>First and longest pause before a failed recorder is started again.</summary>
    public TimeSpan MinBackoff { get; init; } = TimeSpan.FromSeconds(1);

    public TimeSpan MaxBackoff { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Failures in a row after which a recorder or a spool stays down until it is asked for; the node's.</summary>
    public int MaxFailures { get; init; } = 10;

    /// <summary>A step of the wall clock against the monotonic one by more than this begins a new run.</summary>
    public TimeSpan MaxClockStep { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Ends the recorders with the node (<c>up</c>), instead of leaving them recording for a successor (<c>node</c>).</summary>
    public bool EndRecordersAtStop { get; init; }
}

/// <summary>Makes recorders of one kind.</summary>
/// <param name="Name">The recorder's name: <c>lttng</c>, <c>ftrace</c>, <c>replay</c>.</param>
/// <param name="Make">A new one, not started.</param>
/// <param name="ChunkLength">How long its chunks are; null: <see cref="TracerOptions.ChunkLength"/>. Zero cuts as fast as it can (a replay at once).</param>
/// <param name="IsReplay">What it hands on was recorded before: its chunks are not cut by their size.</param>
/// <param name="IsFormer">It only ends what it left recording.</param>
public sealed record RecorderMaker(string Name, Func<IRecorder> Make, TimeSpan? ChunkLength = null, bool IsReplay = false, bool IsFormer = false)
{
    /// <summary>
    /// Completes a chunk that was left open although the next one was made, before it is sealed; null where nothing is to be done. Called with the run and the folders of both,
    /// before the run is adopted, and again after a crash.
    /// </summary>
    public Action<RecordingRun, string, string>? CloseLeft { get; init; }
}
