using Steadytrace.Chaos.Ending;
using Steadytrace.Chaos.Faults;
using Steadytrace.Chaos.Nodes;

namespace Steadytrace.Chaos;

/// <summary>One run: start all, faults for so many minutes, heal, wait, reckon.</summary>
/// <param name="options">What was asked for.</param>
/// <param name="say">A line for a person following along.</param>
internal sealed class ChaosRun(ChaosOptions options, Action<string> say)
{
    // Intervals that begin before the first fault, and end after the last: what is right without faults must be right there too.
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(5);

    public async Task<Result> RunAsync(CancellationToken cancellation)
    {
        say($"seed {options.Seed}, {options.Minutes} min");
        await using var datacenter = await Datacenter.StartAsync(options, cancellation);
        foreach (var host in datacenter.TracedHosts.Values) await host.StartLoadAsync();
        say($"{datacenter.Nodes.Count} nodes up, all sources record");

        await Task.Delay(Calm, cancellation);
        var trouble = new Trouble(datacenter, say);
        await trouble.MakeAsync(PlanFor(datacenter), TimeSpan.FromMinutes(options.Minutes), cancellation);
        await Task.Delay(Calm, cancellation);
        foreach (var host in datacenter.TracedHosts.Values) await host.StopLoadAsync();
        say("programs ended");

        var (sources, wrongs) = await new Settling(datacenter, say).ReckonAsync(cancellation);
        return new Result(sources, trouble.Counts, datacenter.Nodes.Values.Sum(node => node.OwnEnds), wrongs);
    }

    private IReadOnlyList<Fault> PlanFor(Datacenter datacenter) => FaultPlan.Of(
        options.Seed, TimeSpan.FromMinutes(options.Minutes), [.. datacenter.Nodes.Keys], [.. datacenter.Hosts.Keys], "broker", "carbon", "host-a", Datacenter.SmallHost);
}
