using Steadytrace.Traces.Following;

namespace Steadytrace.Recording;

/// <summary>The driver of one tracer of one host.</summary>
/// <remarks>
/// <para>Calls come one at a time, in this order: <see cref="StartAsync"/> or <see cref="TryAdoptAsync"/>, then any number of
/// <see cref="CutAsync"/>, then <see cref="StopAsync"/> or none. The caller makes each chunk's folder, durably, before it passes it in; the
/// recorder fills it. Between two cuts recording never pauses: each event is in exactly one chunk.</para>
/// <para><see cref="IAsyncDisposable.DisposeAsync"/> without <see cref="StopAsync"/> lets go of the tracer and leaves it recording, for a successor to adopt.</para>
/// <para>Failures are <see cref="RecorderException"/>; after one the recorder is disposed and made anew.</para>
/// </remarks>
public interface IRecorder : IAsyncDisposable
{
    /// <summary>The name in metrics: <c>lttng</c>, <c>ftrace</c> or <c>replay</c>.</summary>
    string Name { get; }

    /// <summary>Starts the tracer: a new run. Removes leftovers of dead runs of ours, and touches nothing of others'.</summary>
    /// <param name="run">The run that begins.</param>
    /// <param name="chunkDirectory">The folder of its first chunk.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    /// <returns>The time from which on events are recorded, in Unix nanoseconds.</returns>
    Task<long> StartAsync(RecordingRun run, string chunkDirectory, CancellationToken cancellation);

    /// <summary>Continues a run whose tracer is still there, left by a process that is gone.</summary>
    /// <param name="run">The run to continue.</param>
    /// <param name="chunkDirectory">The folder of the chunk that is recorded into from now on: empty, or the open one as the dead process left it.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    /// <returns>False when the tracer is gone or not in the state that this run left it in: the caller then begins a new run.</returns>
    Task<bool> TryAdoptAsync(RecordingRun run, string chunkDirectory, CancellationToken cancellation);

    /// <summary>
    /// True when the run that was adopted is not to go on: it was told to record something else than this recorder is (other events, other buffers), the wall clock was
    /// set meanwhile, or its tracer was switched off and still holds what it had recorded. It stays as it was until the caller ends it, in good order, and begins another.
    /// </summary>
    bool IsOutdated => false;

    /// <summary>Closes the chunk that is recorded into, and goes on in the next one without a gap.</summary>
    /// <param name="nextChunkDirectory">The folder of the next chunk.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    Task<ChunkCut> CutAsync(string nextChunkDirectory, CancellationToken cancellation);

    /// <summary>Closes the last chunk, ends the tracer and removes everything that it was given on the host.</summary>
    Task<ChunkCut> StopAsync(CancellationToken cancellation);

    /// <summary>
    /// Ends what a run and the earlier ones of its source left on the host, and saves nothing: the last resort at the end of a node whose disk takes no more, or
    /// whose spool is gone. Needs no file of the run. Touches nothing of a later run, nor of others'. The caller declares the loss.
    /// </summary>
    /// <param name="run">The run.</param>
    /// <param name="chunkDirectory">The folder of its open chunk; null where that is not to be had.</param>
    /// <returns>What the tracer says of the open chunk, so that the loss can be declared in events.</returns>
    Task<AbandonedRun> AbandonAsync(RecordingRun run, string? chunkDirectory) => Task.FromResult(AbandonedRun.Unknown);

    /// <summary>
    /// Hands on what the tracer still holds of the open chunk, in whole packets, so that who reads along sees it. Does nothing where the tracer hands on by itself, and before
    /// a start. Unlike all others, this call may come at any time, from any thread, also while another is under way; it changes nothing of what chunks hold.
    /// </summary>
    /// <exception cref="RecorderException">The tracer is gone; <see cref="Ended"/> tells of it too.</exception>
    Task FlushAsync(CancellationToken cancellation) => Task.CompletedTask;

    /// <summary>Where the chunk that is recorded into grows, for who reads along. Asked for right after its begin; what it gives may be called at any time later, from any thread.</summary>
    /// <param name="chunkDirectory">The chunk's folder.</param>
    /// <returns>Gives the folders as they are now; none while there are none, or when the chunk shows only when it is closed.</returns>
    Func<IReadOnlyList<GrowingPlace>> Growing(string chunkDirectory) => () => [];

    /// <summary>
    /// Completes when there is nothing more to record (a replay came to its end); never, for a live tracer.
    /// Faults with <see cref="RecorderException"/> when the tracer dies between two calls.
    /// </summary>
    Task Ended { get; }
}
