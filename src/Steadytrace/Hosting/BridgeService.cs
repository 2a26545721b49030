using Steadytrace.Metrics.Graphite;

namespace Steadytrace.Hosting;

/// <summary>Runs the bridge to Graphite, again after each failure, with growing pauses.</summary>
internal sealed partial class BridgeService(CarbonBridge bridge, ILogger<BridgeService> log) : BackgroundService
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var pause = FirstPause;
        while (!stoppingToken.IsCancellationRequested)
        {
            var before = bridge.Messages;
            try
            {
                await bridge.RunAsync(stoppingToken).ConfigureAwait(false);
                return;
            }
            catch (BridgeException exception)
            {
                // What was moved since the last failure shows that this is a new one.
                pause = bridge.Messages > before ? FirstPause : pause;
                LogFailed(exception.Message, pause.TotalSeconds);
            }

            await Task.Delay(pause, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            pause = TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, LongestPause.Ticks));
        }
    }

    [LoggerMessage(EventId = 1201, Level = LogLevel.Warning, Message = "The bridge failed: {Reason}; it tries again in {PauseSeconds} s")]
    private partial void LogFailed(string reason, double pauseSeconds);
}
