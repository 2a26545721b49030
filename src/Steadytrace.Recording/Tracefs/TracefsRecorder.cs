using System.ComponentModel;
using System.Text.Json;
using Steadytrace.Recording.Spool;
using Steadytrace.Traces.Following;
using Steadytrace.Traces.Ftrace;

namespace Steadytrace.Recording.Tracefs;

/// <summary>Records the kernel through tracefs: an instance of its own, whose raw ring-buffer pages go to the chunk's files as they are.</summary>
/// <remarks>
/// <para>Full pages are moved to the present chunk all the time. A cut drains what was written before it, the begun page of each CPU too,
/// and the next page goes to the next chunk: each event lies in one of them. The kernel counts what was taken (<c>read events</c>), so
/// each chunk's number of events is known from another source than our reading.</para>
/// <para>What outlives the process: the instance, which goes on recording into the kernel's buffers; in the run's folder its description; in the chunk's folder the counters at its begin.</para>
/// </remarks>
public sealed class TracefsRecorder(TracefsOptions options) : IRecorder
{
    /// <summary>A clock that has moved further against real time begins a new run.</summary>
    private const long LargestStepNanoseconds = 100_000_000;

    /// <summary>A writer that took its time before a cut has committed its event after this; it takes it within microseconds, with preemption off.</summary>
    private static readonly TimeSpan CommitTime = TimeSpan.FromMilliseconds(2);

    /// <summary>Filled so far, a buffer wakes its reader.</summary>
    internal const string WakeAtPercent = "25";

    /// <summary>Where that is said. Kernels before 5.0 lack it, and wake a reader at each page.</summary>
    private const string BufferPercent = "buffer_percent";

    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ThreadNameScan _threadNames = new();
    private Recording? _recording;
    private TracefsMount? _mount;
    private bool _isLeftOff;

    /// <inheritdoc/>
    public string Name => "ftrace";

    /// <inheritdoc/>
    public Task Ended => _ended.Task;

    /// <inheritdoc/>
    public bool IsOutdated { get; private set; }

    /// <inheritdoc/>
    public async Task<long> StartAsync(RecordingRun run, string chunkDirectory, CancellationToken cancellation)
    {
        options.Validate();
        _mount = TracefsMount.Ensure(options.Root);
        foreach (var leftover in TracefsInstance.Find(_mount.Root, InstanceName.PrefixOf(run))) await new TracefsInstance(_mount.Root, leftover).RemoveAsync();
        cancellation.ThrowIfCancellationRequested();
        var instance = new TracefsInstance(_mount.Root, InstanceName.Of(run));
        try
        {
            return Guard("start recording", () => Start(run, instance, chunkDirectory));
        }
        catch
        {
            // Whatever failed, a half-made instance must not stay.
            LetGo();
            await instance.RemoveAsync();
            _mount.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    /// <remarks>An instance that was switched off meanwhile is adopted too, and is outdated: it holds what nobody has read.</remarks>
    public Task<bool> TryAdoptAsync(RecordingRun run, string chunkDirectory, CancellationToken cancellation)
    {
        options.Validate();
        var description = Path.Combine(run.Directory, FtraceDescription.FileName);
        if (!File.Exists(description)) return Task.FromResult(false);
        _mount = TracefsMount.Ensure(options.Root);
        var instance = new TracefsInstance(_mount.Root, InstanceName.Of(run));
        if (!instance.Exists)
        {
            _mount.Dispose();
            return Task.FromResult(false);
        }

        IsOutdated = Guard("continue recording", () => Adopt(run, instance, description, chunkDirectory));
        return Task.FromResult(true);
    }

    /// <inheritdoc/>
    public Task<ChunkCut> CutAsync(string nextChunkDirectory, CancellationToken cancellation)
    {
        var recording = _recording ?? throw new InvalidOperationException("cut before start");
        if (!_isLeftOff && !recording.Instance.IsOn) throw new RecorderException($"ftrace: somebody else switched {recording.Instance.Path} off");
        return GuardAsync("cut the chunk", () => CutAsync(recording, nextChunkDirectory, cancellation));
    }

    /// <inheritdoc/>
    public async Task<ChunkCut> StopAsync(CancellationToken cancellation)
    {
        var recording = _recording ?? throw new InvalidOperationException("stop before start");
        recording.Instance.Write("tracing_on", "0");
        var cut = await GuardAsync("close the last chunk", () => CutAsync(recording, nextChunkDirectory: null, cancellation));
        LetGo();
        await recording.Instance.RemoveAsync();
        _mount!.Dispose();
        return cut;
    }

    /// <inheritdoc/>
    /// <remarks>Costs two or three system calls and at most one page on the disk per CPU; nothing is written for a CPU on which nothing happened.</remarks>
    public Task FlushAsync(CancellationToken cancellation) => _recording is { } recording ? recording.Mover.FlushAsync(recording.Clock.Now) : Task.CompletedTask;

    /// <inheritdoc/>
    public Func<IReadOnlyList<GrowingPlace>> Growing(string chunkDirectory) => () => [new GrowingPlace(chunkDirectory)];

    /// <inheritdoc/>
    public async Task<AbandonedRun> AbandonAsync(RecordingRun run, string? chunkDirectory)
    {
        LetGo();
        _mount ??= TracefsMount.Ensure(options.Root);
        var known = chunkDirectory is null ? AbandonedRun.Unknown : await LastWords.OfAsync(new TracefsInstance(_mount.Root, InstanceName.Of(run)), chunkDirectory, CommitTime);
        foreach (var left in TracefsInstance.Find(_mount.Root, InstanceName.PrefixOf(run)).Where(name => InstanceName.IsOfRunOrEarlier(run, name)).ToList())
            await new TracefsInstance(_mount.Root, left).RemoveAsync();
        _mount.Dispose();
        return known;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        LetGo();
        _mount?.Release(unmount: false);
        return ValueTask.CompletedTask;
    }

    private long Start(RecordingRun run, TracefsInstance instance, string chunkDirectory)
    {
        instance.Create();
        var clock = TraceClock.Measure(new InstanceSetup(instance, _mount!.Root, options).Apply());
        var description = RunDescription.Of(_mount.Root, instance, clock);
        var path = Path.Combine(run.Directory, FtraceDescription.FileName);
        DurableFiles.Write(path, JsonSerializer.SerializeToUtf8Bytes(description, FtraceJson.Default.FtraceDescription));
        RunSettings.Save(run, options.RunSettings);
        PrepareChunk(chunkDirectory, path);
        var begin = clock.Now;
        CountersFile.Write(chunkDirectory, new ChunkCounters { Begin = begin, Before = CountersFile.Of(instance) });
        Open(run, instance, clock, description, chunkDirectory, continueFiles: false);
        instance.Write("tracing_on", "1");
        return (long)begin + clock.UnixOffsetNanoseconds;
    }

    /// <returns>True when the run is not to go on.</returns>
    private bool Adopt(RecordingRun run, TracefsInstance instance, string descriptionPath, string chunkDirectory)
    {
        var description = JsonSerializer.Deserialize(File.ReadAllBytes(descriptionPath), FtraceJson.Default.FtraceDescription)!;
        var clock = new TraceClock(description.Clock, description.UnixOffsetNanoseconds);
        // By a stop that failed on its way, or by somebody else: what the kernel holds is saved all the same. It stays off, since nobody knows what was missed meanwhile.
        _isLeftOff = !instance.IsOn;
        new InstanceSetup(instance, _mount!.Root, options).LeaveOutOurselves();
        var counters = CountersFile.Read(chunkDirectory);
        // Nothing of it is recorded yet: what a cut that failed has prepared in it may be old.
        if (!Directory.EnumerateFiles(chunkDirectory, "cpu*.pages").Any()) PrepareChunk(chunkDirectory, descriptionPath);
        CountersFile.Write(chunkDirectory, counters is null
            ? new ChunkCounters { Begin = clock.Now, Before = CountersFile.Of(instance) }
            : counters with { Adopted = clock.Now, After = new Dictionary<int, CpuCounters>() });

        Open(run, instance, clock, description, chunkDirectory, continueFiles: true);
        // What the kernel holds was recorded by the clock as it was: it is saved all the same.
        var step = TraceClock.Measure(description.Clock).UnixOffsetNanoseconds - clock.UnixOffsetNanoseconds;
        return _isLeftOff || Math.Abs(step) > LargestStepNanoseconds || RunSettings.AreOther(run, options.RunSettings);
    }

    private void Open(RecordingRun run, TracefsInstance instance, TraceClock clock, FtraceDescription description, string chunkDirectory, bool continueFiles)
    {
        if (instance.Has(BufferPercent)) instance.Write(BufferPercent, WakeAtPercent);
        var buffers = new List<CpuBuffer>();
        try
        {
            foreach (var cpu in instance.Cpus)
            {
                buffers.Add(new CpuBuffer(instance, cpu, description.PageBytes, chunkDirectory));
                if (continueFiles) buffers[^1].ContinueFile();
            }
        }
        catch
        {
            // Whatever failed: open files would keep the instance from being removed.
            buffers.ForEach(buffer => buffer.Dispose());
            throw;
        }

        var mover = new PageMover(buffers, options.PollMilliseconds);
        _recording = new Recording(run, instance, clock, mover, description.PageBytes) { ChunkDirectory = chunkDirectory };
        _ = mover.Ended.ContinueWith(ended => _ended.TrySetException(ended.Exception!.InnerException!), CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
    }

    private async Task<ChunkCut> CutAsync(Recording recording, string? nextChunkDirectory, CancellationToken cancellation)
    {
        if (nextChunkDirectory is not null) PrepareChunk(nextChunkDirectory, Path.Combine(recording.Run.Directory, FtraceDescription.FileName));
        cancellation.ThrowIfCancellationRequested();
        var closed = recording.ChunkDirectory;
        var end = recording.Clock.Now;
        await Task.Delay(CommitTime, CancellationToken.None);
        IReadOnlyDictionary<int, CpuCounters> after = new Dictionary<int, CpuCounters>();
        // The thread's last turn in this chunk; from here on the cut cannot be taken back.
        var files = await recording.Mover.CutAsync(end, nextChunkDirectory ?? closed, counters =>
        {
            after = counters;
            if (nextChunkDirectory is not null) CountersFile.Write(nextChunkDirectory, new ChunkCounters { Begin = recording.Clock.Now, Before = counters });
        });
        var last = recording.Clock.Now;
        foreach (var file in files)
        {
            using (file) RandomAccess.FlushToDisk(file);
        }

        var whole = (CountersFile.Read(closed) ?? throw new IOException($"{closed} has no counters any more")) with { After = after };
        CountersFile.WriteDurably(closed, whole);
        if (_isLeftOff && nextChunkDirectory is null) end = Math.Max(whole.Begin, NewestPage(closed, recording.PageBytes));
        if (nextChunkDirectory is not null) recording.ChunkDirectory = nextChunkDirectory;
        return new ChunkCut
        {
            EndUnixNs = (long)end + recording.Clock.UnixOffsetNanoseconds,
            LastUnixNs = (long)last + recording.Clock.UnixOffsetNanoseconds,
            RecordedEvents = after.Keys.Sum(cpu => whole.Within(cpu)?.Read ?? after[cpu].Read),
        };
    }

    /// <summary>Nobody saw when recording ended that was switched off: its newest page begins as near before that as can be told. By the trace clock; 0 where there is none.</summary>
    private static ulong NewestPage(string chunkDirectory, int pageBytes)
    {
        var newest = 0UL;
        Span<byte> time = stackalloc byte[sizeof(ulong)];
        foreach (var path in Directory.EnumerateFiles(chunkDirectory, "cpu*.pages"))
        {
            using var file = File.OpenHandle(path);
            if (RandomAccess.Read(file, time, Math.Max(0, RandomAccess.GetLength(file) - pageBytes)) == time.Length) newest = Math.Max(newest, BitConverter.ToUInt64(time));
        }

        return newest;
    }

    private void PrepareChunk(string chunkDirectory, string description)
    {
        ChunkLink.Make(description, chunkDirectory);
        DurableFiles.Write(Path.Combine(chunkDirectory, FtraceDescription.NamesFileName), _threadNames.Read(Path.Combine(_mount!.Root, "saved_cmdlines")));
    }

    private void LetGo()
    {
        _recording?.Mover.Dispose();
        _recording = null;
    }

    private static T Guard<T>(string what, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception failure) when (Wrap(what, failure) is { } wrapped)
        {
            throw wrapped;
        }
    }

    private static async Task<T> GuardAsync<T>(string what, Func<Task<T>> action)
    {
        try
        {
            return await action();
        }
        catch (Exception failure) when (Wrap(what, failure) is { } wrapped)
        {
            throw wrapped;
        }
    }

    private static RecorderException? Wrap(string what, Exception failure) => failure switch
    {
        UnauthorizedAccessException => new RecorderException($"ftrace: cannot {what}: {failure.Message} Run as root.", permanent: true, failure),
        IOException or Win32Exception or FormatException or JsonException => new RecorderException($"ftrace: cannot {what}: {failure.Message}", permanent: false, failure),
        _ => null,
    };

    private sealed record Recording(RecordingRun Run, TracefsInstance Instance, TraceClock Clock, PageMover Mover, int PageBytes)
    {
        public required string ChunkDirectory { get; set; }
    }
}
