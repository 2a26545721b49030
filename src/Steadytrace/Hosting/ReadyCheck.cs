using Akka.Actor;
using Akka.Cluster;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Steadytrace.Hosting;

/// <summary>Ready: this node is a member of its cluster and its actors answer.</summary>
/// <remarks>Anybody may ask, as often as he likes: no other node is asked for it.</remarks>
internal sealed class ReadyCheck(ActorSystem system) : IHealthCheck
{
    /// <summary>Marks checks of readiness among the node's health checks.</summary>
    public const string Tag = "ready";

    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(5);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (Akka.Cluster.Cluster.Get(system).SelfMember.Status != MemberStatus.Up) return HealthCheckResult.Unhealthy("not a member of the cluster, or not yet, or no longer");
        try
        {
            await system.ActorSelection("/user/node").Ask<ActorIdentity>(new Identify(null), TimeLimit, cancellationToken).ConfigureAwait(false);
            return HealthCheckResult.Healthy();
        }
        catch (AskTimeoutException)
        {
            return HealthCheckResult.Unhealthy($"the actors did not answer within {TimeLimit.TotalSeconds:0} s");
        }
    }
}
