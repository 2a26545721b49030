using System.ComponentModel;
using Steadytrace.Recording.Spool;

namespace Steadytrace.Recording.Tracefs;

/// <summary>A chunk that its recorder left open although the next was made already: it died, or could not write, before the cut between the two was through.</summary>
public static class LeftChunk
{
    /// <summary>
    /// Brings that cut to its end: so the left chunk knows the kernel's counters at its end, by which alone what was taken out of the kernel and never written is declared. Called
    /// before anybody adopts the run; what is done already stays as it is.
    /// </summary>
    /// <param name="options">The recorder's.</param>
    /// <param name="run">The run of both.</param>
    /// <param name="left">The folder of the left chunk.</param>
    /// <param name="next">The folder of the next one.</param>
    /// <exception cref="IOException">The disk is full, or gone.</exception>
    public static void Close(TracefsOptions options, RecordingRun run, string left, string next)
    {
        if (CountersFile.Read(left) is not { After.Count: 0 } counters) return;
        if (CountersFile.Read(next) is { } begun)
        {
            // The cut came, and its recorder was not heard of again.
            CountersFile.WriteDurably(left, counters with { After = begun.Before });
            return;
        }

        try
        {
            Task.Run(() => CutAsync(options, run, left, next)).GetAwaiter().GetResult();
        }
        catch (RecorderException e)
        {
            var failure = new IOException(e.Message, e.InnerException is Win32Exception call ? call.NativeErrorCode : e.InnerException?.HResult ?? 0);
            // For want of room: whoever called can make some. Else the kernel's tracer cannot be had: so says the adoption that follows, and what this chunk holds is all there is.
            if (DiskRoom.IsFull(failure)) throw failure;
        }
    }

    private static async Task CutAsync(TracefsOptions options, RecordingRun run, string left, string next)
    {
        await using var recorder = new TracefsRecorder(options);
        if (await recorder.TryAdoptAsync(run, left, CancellationToken.None)) await recorder.CutAsync(next, CancellationToken.None);
    }
}
