namespace Steadytrace.Recording.Lttng;

/// <summary>How a session is cut, and how one ends that cannot be cut any more.</summary>
/// <remarks>
/// A consumer that could not write a packet (the disk was full for a moment) closes that stream for good, and the session goes on as if nothing were: what is
/// recorded into the stream from then on is gone, no counter of discarded events tells it, and rotations fail for ever or, worse, succeed. So both end the run.
/// That a session is not to be gone on with is noted by stopping it: the session daemon knows it then, whatever the disk takes and whoever
/// comes next, and <see cref="TryAdoptAsync"/> saves what is whole.
/// </remarks>
public sealed partial class LttngRecorder
{
    /// <summary>One that a process before us asked for may be under way still, and the next is refused until it is done.</summary>
    private const int MostRotations = 3;
    private static readonly TimeSpan BetweenRotations = TimeSpan.FromSeconds(1);

    private async Task RotateAsync(LttngRun mine, CancellationToken cancellation)
    {
        for (var rotation = 1; await TryRotateAsync(mine, cancellation) is { } failure; rotation++)
        {
            if (rotation == MostRotations) throw await EndedAsync(mine, $"cannot be rotated ({failure})");
            await Task.Delay(BetweenRotations, cancellation);
        }

        if (mine.Archives.MissingFile() is { } file) throw await EndedAsync(mine, $"writes {file} no longer (was its disk full?)");
    }

    /// <summary>Waits until the archive is complete.</summary>
    /// <returns>Null, or why it is not.</returns>
    private async Task<string?> TryRotateAsync(LttngRun mine, CancellationToken cancellation)
    {
        try
        {
            var state = LttngAnswer.RotationState(await _command.RunAsync(["rotate", mine.Session], cancellation));
            return state == "COMPLETED" ? null : $"lttng rotate ended in state '{state}'";
        }
        catch (RecorderException e) when (!e.Permanent && e.InnerException is not TimeoutException)
        {
            return e.Message;
        }
    }

    private async Task<RecorderException> EndedAsync(LttngRun mine, string what)
    {
        var then = "its run ends with what is whole, and another begins";
        try
        {
            // What its streams still hold has nowhere to go: waiting for it would be waiting for ever.
            await _command.RunAsync(["stop", "--no-wait", mine.Session], CancellationToken.None);
        }
        catch (RecorderException e)
        {
            // Gone, or stopped already, is as good; else it is adopted once more, and ended at its next cut.
            then = e.Message;
        }

        return new RecorderException($"session {mine.Session} {what}: {then}");
    }

    /// <summary>Destroys a session, and waits until it is gone. Of one whose streams are broken LTTng says that it failed, and does it.</summary>
    private async Task DestroyAsync(string session, CancellationToken cancellation)
    {
        try
        {
            await _command.RunAsync(["destroy", session], cancellation);
        }
        catch (RecorderException e) when (e.InnerException is not TimeoutException)
        {
            for (var look = 1; (await TryListAsync(cancellation) ?? []).Any(one => one.Name == session); look++)
            {
                if (look == LooksForTheEnd) throw;
                await Task.Delay(BetweenLooks, cancellation);
            }
        }
    }
}
