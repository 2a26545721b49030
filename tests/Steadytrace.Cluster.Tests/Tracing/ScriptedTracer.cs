using System.Collections.Concurrent;
using Steadytrace.Cluster.Tracing;
using Steadytrace.Recording;

namespace Steadytrace.Cluster.Tests.Tracing;

/// <summary>A tracer that does as the test says. Like a kernel's it outlives its recorders: what they leave recording, the next one adopts.</summary>
internal sealed class ScriptedTracer(TimeProvider clock)
{
    private long _run = -1;

    /// <summary>What recorders were called for, in order.</summary>
    public ConcurrentQueue<string> Calls { get; } = [];

    /// <summary>Fills the folders of the chunks that are closed, one each; a chunk without one stays empty.</summary>
    public ConcurrentQueue<Action<string>> Chunks { get; } = [];

    /// <summary>The next call of this name fails so.</summary>
    public ConcurrentDictionary<string, Exception> Failures { get; } = [];

    /// <summary>Calls of this name wait for it, or for their cancellation.</summary>
    public ConcurrentDictionary<string, TaskCompletionSource> Gates { get; } = [];

    /// <summary>Calls do not listen to their cancellation.</summary>
    public bool IsDeaf { get; set; }

    /// <summary>When a run begins; null: now.</summary>
    public long? BeganUnixNs { get; set; }

    /// <summary>When a chunk ends, told whether others follow; null: now.</summary>
    public Func<bool, long>? EndUnixNs { get; set; }

    /// <summary>When the last event of each chunk was; null: when it ends.</summary>
    public long? LastUnixNs { get; set; }

    /// <summary>There is nothing more to record once <see cref="Chunks"/> is empty.</summary>
    public bool EndsWithItsChunks { get; set; }

    /// <summary>What it says of the open chunk when it is ended without being saved.</summary>
    public AbandonedRun LastWord { get; set; } = AbandonedRun.Unknown;

    /// <summary>What is adopted was told to record something else.</summary>
    public bool IsOutdated { get; set; }

    public bool IsRecording => Volatile.Read(ref _run) >= 0;

    public TaskCompletionSource? LatestEnded { get; private set; }

    /// <summary>Its machine was started anew: it records nothing.</summary>
    public void Forget() => Volatile.Write(ref _run, -1);

    public RecorderMaker Maker(string name = "scripted", TimeSpan? chunkLength = null, bool isFormer = false) => new(name, () => new Recorder(this, name), chunkLength, IsFormer: isFormer);

    private sealed class Recorder(ScriptedTracer tracer, string name) : IRecorder
    {
        private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private string _folder = "";

        public string Name => name;

        public Task Ended => _ended.Task;

        public bool IsOutdated { get; private set; }

        public async Task<long> StartAsync(RecordingRun run, string chunkDirectory, CancellationToken cancellation)
        {
            await tracer.CallAsync("start", cancellation);
            Volatile.Write(ref tracer._run, run.Number);
            Begin(chunkDirectory);
            return tracer.BeganUnixNs ?? tracer.Now();
        }

        public async Task<bool> TryAdoptAsync(RecordingRun run, string chunkDirectory, CancellationToken cancellation)
        {
            await tracer.CallAsync("adopt", cancellation);
            if (Volatile.Read(ref tracer._run) != run.Number) return false;
            Begin(chunkDirectory);
            IsOutdated = tracer.IsOutdated;
            return true;
        }

        public async Task<ChunkCut> CutAsync(string nextChunkDirectory, CancellationToken cancellation)
        {
            await tracer.CallAsync("cut", cancellation);
            var cut = Close();
            _folder = nextChunkDirectory;
            return cut;
        }

        public async Task<ChunkCut> StopAsync(CancellationToken cancellation)
        {
            await tracer.CallAsync("stop", cancellation);
            Volatile.Write(ref tracer._run, -1);
            return Close();
        }

        public async Task<AbandonedRun> AbandonAsync(RecordingRun run, string? chunkDirectory)
        {
            await tracer.CallAsync("abandon", default);
            if (Volatile.Read(ref tracer._run) <= run.Number) Volatile.Write(ref tracer._run, -1);
            return chunkDirectory is null ? AbandonedRun.Unknown : tracer.LastWord;
        }

        public ValueTask DisposeAsync()
        {
            tracer.Calls.Enqueue("let go");
            return ValueTask.CompletedTask;
        }

        private void Begin(string folder)
        {
            _folder = folder;
            tracer.LatestEnded = _ended;
        }

        private ChunkCut Close()
        {
            if (tracer.Chunks.TryDequeue(out var fill)) fill(_folder);
            var isLast = tracer.EndsWithItsChunks && tracer.Chunks.IsEmpty;
            if (isLast) _ended.TrySetResult();
            var end = tracer.EndUnixNs?.Invoke(!isLast) ?? tracer.Now();
            return new ChunkCut { EndUnixNs = end, LastUnixNs = tracer.LastUnixNs ?? end };
        }
    }

    private long Now() => (clock.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;

    private async Task CallAsync(string call, CancellationToken cancellation)
    {
        Calls.Enqueue(call);
        if (Gates.TryGetValue(call, out var gate)) await gate.Task.WaitAsync(IsDeaf ? CancellationToken.None : cancellation);
        if (Failures.TryRemove(call, out var failure)) throw failure;
    }
}
