using Steadytrace.Recording;
using Steadytrace.Traces.Following;

namespace Steadytrace.Cluster.Tests.Live;

/// <summary>A recorder that only hands on; the test writes what it records.</summary>
internal sealed class GrowingRecorder : IRecorder
{
    private int _flushes;

    public string Name => "scripted";

    /// <summary>How often it was asked to hand on.</summary>
    public int Flushes => Volatile.Read(ref _flushes);

    /// <summary>It cannot hand on.</summary>
    public RecorderException? Failure { get; set; }

    public Task Ended => Task.CompletedTask;

    public Task FlushAsync(CancellationToken cancellation)
    {
        Interlocked.Increment(ref _flushes);
        return Failure is { } failure ? Task.FromException(failure) : Task.CompletedTask;
    }

    public Func<IReadOnlyList<GrowingPlace>> Growing(string chunkDirectory) => () => [new GrowingPlace(chunkDirectory)];

    public Task<long> StartAsync(RecordingRun run, string chunkDirectory, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<bool> TryAdoptAsync(RecordingRun run, string chunkDirectory, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<ChunkCut> CutAsync(string nextChunkDirectory, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<ChunkCut> StopAsync(CancellationToken cancellation) => throw new NotSupportedException();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
