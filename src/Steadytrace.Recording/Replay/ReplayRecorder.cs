using Steadytrace.Recording.Lttng;

namespace Steadytrace.Recording.Replay;

/// <summary>Replays recorded traces: a folder, or the sample that ships with the project.</summary>
/// <remarks>
/// A replay lives in its process alone and cannot be adopted. <see cref="Ended"/> completes when the open chunk takes the last trace:
/// <see cref="StopAsync"/> then hands it out.
/// </remarks>
public sealed class ReplayRecorder : IRecorder
{
    private readonly ReplayOptions _options;
    private readonly TimeProvider _time;
    private readonly Func<Stream> _sample;
    /// <summary>So long a cut waits for a trace before it closes an empty chunk.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IReplayPace? _pace;
    private string _chunkDirectory = "";
    private string? _sampleFolder;
    private IReadOnlyList<Traces.StreamTail>? _tails = [];

    /// <param name="options">What to replay.</param>
    /// <param name="time">The clock; the system's when null.</param>
    public ReplayRecorder(ReplayOptions options, TimeProvider? time = null)
        : this(options, time ?? TimeProvider.System, ReplaySample.Open)
    {
    }

    internal ReplayRecorder(ReplayOptions options, TimeProvider time, Func<Stream> sample) => (_options, _time, _sample) = (options, time, sample);

    /// <inheritdoc/>
    public string Name => "replay";

    /// <inheritdoc/>
    public Task Ended => _ended.Task;

    /// <inheritdoc/>
    public async Task<long> StartAsync(RecordingRun run, string chunkDirectory, CancellationToken cancellation)
    {
        if (_options.Validate() is { } mistake) throw new RecorderException(mistake, permanent: true);
        // Reading a large trace takes its time, on a thread that is not the caller's.
        _pace = await Task.Run(() => Pace(run, cancellation), cancellation);
        _chunkDirectory = chunkDirectory;
        var begin = _pace.Start(Now());
        if (_pace.IsAtItsEnd) _ended.TrySetResult();
        return begin;
    }

    /// <inheritdoc/>
    /// <remarks>Never: the process that replayed is gone. Half a copy that it left in the open chunk is removed.</remarks>
    public Task<bool> TryAdoptAsync(RecordingRun run, string chunkDirectory, CancellationToken cancellation)
    {
        ReplayFiles.Reset(chunkDirectory);
        return Task.FromResult(false);
    }

    /// <inheritdoc/>
    public async Task<ChunkCut> CutAsync(string nextChunkDirectory, CancellationToken cancellation)
    {
        var waited = _time.GetTimestamp();
        while (_pace is { } pace && !pace.IsDue(Now()) && _time.GetElapsedTime(waited) < LongestWait) await Task.Delay(Look, _time, cancellation);
        var cut = await CloseAsync(cancellation);
        _chunkDirectory = nextChunkDirectory;
        return cut;
    }

    /// <inheritdoc/>
    public async Task<ChunkCut> StopAsync(CancellationToken cancellation)
    {
        var cut = await CloseAsync(cancellation);
        if (_sampleFolder is not null) Directory.Delete(_sampleFolder, recursive: true);
        _pace = null;
        return cut;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private IReplayPace Pace(RecordingRun run, CancellationToken cancellation)
    {
        if (_options.Follow)
        {
            var arrivals = new ReplayArrivals(_options.Path!, LongestWait, _time);
            return new ReplayFollow(() => arrivals.Look(Now(), cancellation));
        }

        var traces = Open(run, cancellation);
        return _options.AsIfLive ? new ReplayLoop(traces) : _options.Speed is { } speed ? new ReplayPaced(traces, speed) : new ReplayOnce(traces);
    }

    private IReadOnlyList<ReplayTrace> Open(RecordingRun run, CancellationToken cancellation)
    {
        if (_options.Path is { } path) return ReplayLibrary.Open(path, Now(), cancellation);
        _sampleFolder = Path.Combine(run.Directory, "sample");
        using var archive = _sample();
        return ReplaySample.Unpack(archive, _sampleFolder);
    }

    private async Task<ChunkCut> CloseAsync(CancellationToken cancellation)
    {
        if (_pace is not { } pace) throw new InvalidOperationException("the replay is not started");
        var cut = pace.Cut(Now());
        try
        {
            await Task.Run(() => ReplayFiles.Fill(cut.Traces, _chunkDirectory, link: _sampleFolder is not null), cancellation);
        }
        catch (IOException e)
        {
            throw new RecorderException($"replay into {_chunkDirectory}: {e.Message}", inner: e);
        }

        if (pace.IsAtItsEnd) _ended.TrySetResult();
        return new ChunkCut
        {
            EndUnixNs = cut.EndUnixNs,
            LastUnixNs = cut.LastUnixNs,
            ShiftNanoseconds = cut.ShiftNanoseconds,
            // Chunks of one LTTng session know where their streams stood; traces that stand alone do not.
            Tails = _options.AsIfLive ? null : TailsAfter(cut.Traces, _chunkDirectory),
        };
    }

    private IReadOnlyList<Traces.StreamTail>? TailsAfter(IReadOnlyList<ReplayTrace> traces, string chunkDirectory)
    {
        // Nothing new: whatever streams there were, they stand where they stood.
        if (traces.Count == 0) return _tails;
        var trace = Path.Combine(chunkDirectory, LttngArchives.TraceFolder);
        if (traces.Count > 1 || !Directory.Exists(trace)) return _tails = null;
        if (!ReplayLibrary.IsArchive(traces[0].Folder)) return _tails = LttngArchiveState.Read(trace)?.Tails;
        _tails = LttngTails.After(_tails ?? [], trace).Tails;
        new LttngArchiveState(-1, _tails).Write(trace);
        return _tails;
    }

    private long Now() => (_time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100;
}
