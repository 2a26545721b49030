using System.Threading.Channels;
using Steadytrace.Top.Sources;

namespace Steadytrace.Top.Running;

/// <summary>Asks a source again and again, and tells what it says.</summary>
internal static class TopFeed
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Until it is cancelled, or the source is over.</summary>
    public static async Task RunAsync(ITopSource source, ChannelWriter<TopSignal> signals, CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                var counts = await source.NextAsync(cancellation).ConfigureAwait(false);
                await signals.WriteAsync(new TopSignal(Counts: counts, Problem: ""), cancellation).ConfigureAwait(false);
            }
            catch (TopSourceException exception)
            {
                await signals.WriteAsync(new TopSignal(Problem: exception.Message), cancellation).ConfigureAwait(false);
                if (exception.IsOver) return;
                await Task.Delay(Pause, cancellation).ConfigureAwait(false);
            }
        }
    }
}
