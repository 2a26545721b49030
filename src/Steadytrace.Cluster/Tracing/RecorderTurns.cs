using Akka.Event;
using Steadytrace.Recording;

namespace Steadytrace.Cluster.Tracing;

/// <summary>One recorder of a source at a time, over all lives of its cycle: the next is called when the one before has been let go of.</summary>
/// <remarks>A recorder that is disposed while a call is under way could go on moving events into a chunk that its successor has adopted.</remarks>
public sealed class RecorderTurns(TimeProvider? clock = null)
{
    private static readonly TimeSpan LongestTurn = TimeSpan.FromSeconds(30);
    private Task _former = Task.CompletedTask;
    private RecordingRun? _latest;

    /// <summary>The run that a recorder was last called for and that was not ended since; null: none in this process.</summary>
    public RecordingRun? Latest
    {
        get => Volatile.Read(ref _latest);
        set => Volatile.Write(ref _latest, value);
    }

    /// <summary>Waits until no former recorder is held, at most 30 s.</summary>
    public Task FreeAsync(CancellationToken cancellation) => Volatile.Read(ref _former).WaitAsync(LongestTurn, clock ?? TimeProvider.System, cancellation);

    /// <summary>Disposes a recorder, which leaves its tracer as it is, once the call under way has come to its end.</summary>
    public Task LetGo(IRecorder recorder, Task call, ILoggingAdapter log)
    {
        var gone = LetGoAsync(recorder, call, log);
        Volatile.Write(ref _former, Task.WhenAll(Volatile.Read(ref _former), gone));
        return gone;
    }

    private static async Task LetGoAsync(IRecorder recorder, Task call, ILoggingAdapter log)
    {
        // Its failure was told where the call was made.
        await call.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        try
        {
            await recorder.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // Nobody waits for it: whatever it was, this is the place where it is told.
            log.Warning(e, "Letting go of recorder {0} failed", recorder.Name);
        }
    }
}
