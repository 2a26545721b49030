using Steadytrace.Recording;

namespace Steadytrace.Cluster.Tracing;

/// <summary>Ends what a source still records when its spool cannot be opened any more: by the run's number, and what names tell of our own.</summary>
/// <remarks>Nothing is saved, and nothing can be declared: the run stays open in the spool, and whoever finds that again declares what is missing.</remarks>
internal static class EndWithoutSpool
{
    /// <param name="maker">Makes a recorder.</param>
    /// <param name="turns">The source's.</param>
    /// <param name="run">The run; earlier ones of the source are ended as well.</param>
    /// <returns>Why it could not be ended; null when it was.</returns>
    public static async Task<Exception?> DoAsync(RecorderMaker maker, RecorderTurns turns, RecordingRun run)
    {
        try
        {
            await turns.FreeAsync(CancellationToken.None).ConfigureAwait(false);
            await using var recorder = maker.Make();
            await recorder.AbandonAsync(run, chunkDirectory: null).ConfigureAwait(false);
            turns.Latest = null;
            return null;
        }
        catch (Exception e)
        {
            // Whatever a maker or a recorder throws: the node stops all the same, and tells it.
            return e;
        }
    }
}
