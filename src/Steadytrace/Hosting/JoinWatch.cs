using Akka.Actor;
using Steadytrace.Settings;
using Steadytrace.Settings.Parts;

namespace Steadytrace.Hosting;

/// <summary>Says in the log, again and again, that the node is no member of its cluster yet, and which nodes it waits for.</summary>
internal sealed partial class JoinWatch(ActorSystem system, ClusterSettings settings, TimeProvider time, ILogger<JoinWatch> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var seeds = string.Join(", ", settings.Seeds.Select(seed => $"{seed.Host}:{seed.Port}"));
        using var timer = new PeriodicTimer(settings.JoinWarning, time);
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
        {
            if (Akka.Cluster.Cluster.Get(system).IsUp) return;
            LogAlone(seeds, SettingKeys.ClusterSeeds);
        }
    }

    [LoggerMessage(EventId = 1301, Level = LogLevel.Error, Message = "Not a member of the cluster yet: none of {Seeds} answers. Start one of them, or correct {Key}. This node goes on trying")]
    private partial void LogAlone(string seeds, string key);
}
