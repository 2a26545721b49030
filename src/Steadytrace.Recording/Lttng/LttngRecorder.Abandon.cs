namespace Steadytrace.Recording.Lttng;

public sealed partial class LttngRecorder
{
    private const int LooksForTheEnd = 20;
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(100);

    private async Task AbandonAsync(LttngRun mine)
    {
        foreach (var left in await LeftOfAsync(mine))
        {
            // What it holds has nowhere to go: waiting for it would be waiting for ever.
            await _command.RunAsync(["destroy", "--no-wait", left], CancellationToken.None);
            Log.Abandoned(_logger, left);
        }

        // A session that is being destroyed is listed until it is gone, and would keep our daemon.
        for (var look = 0; look < LooksForTheEnd && (await LeftOfAsync(mine)).Count > 0; look++) await Task.Delay(BetweenLooks);
        await EndDaemonAsync(mine, CancellationToken.None);
    }

    private async Task<List<string>> LeftOfAsync(LttngRun mine) =>
        [.. (await TryListAsync(CancellationToken.None) ?? []).Select(session => session.Name).Where(mine.IsOfRunOrEarlier)];
}
