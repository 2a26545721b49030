using Microsoft.Extensions.Diagnostics.HealthChecks;
using Steadytrace.Cluster.Fleet;

namespace Steadytrace.Hosting;

/// <summary>Ready: this node is a member of its cluster and its actors answer.</summary>
internal sealed class ReadyCheck(IFleet fleet) : IHealthCheck
{
    /// <summary>Marks checks of readiness among the node's health checks.</summary>
    public const string Tag = "ready";

    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(5);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeLimit);
        try
        {
            var view = await fleet.ViewAsync(limit.Token).ConfigureAwait(false);
            return view.Nodes.Any(node => node.Status == "up") ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("not yet a member of the cluster");
        }
        catch (Exception exception) when (exception is OperationCanceledException or TimeoutException)
        {
            return HealthCheckResult.Unhealthy($"the actors did not answer within {TimeLimit.TotalSeconds:0} s");
        }
    }
}
