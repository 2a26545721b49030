using System.CommandLine;
using Steadytrace.Cluster.Fleet;
using Steadytrace.Commands.Options;
using Steadytrace.Output;

namespace Steadytrace.Commands.Fleet;

/// <summary><c>steadytrace cluster show</c>.</summary>
internal static class ClusterShowCommand
{
    public static Command Build()
    {
        var command = new Command("show", "Nodes with their roles, pools with their sizes, publishers, and what failed lately.");
        command.SetAction(ShowAsync);
        return command;
    }

    private static async Task<int> ShowAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var view = await FleetConnection.AskAsync(parsed, fleet => fleet.ViewAsync(cancellation)).ConfigureAwait(false);
        if (parsed.GetValue(GlobalOptions.Json)) Json.Print(view, FleetJson.Default.FleetView);
        else Print(view);
        return 0;
    }

    private static void Print(FleetView view)
    {
        var screen = Tables.Screen();
        var nodes = Tables.New("node", "host", "datacenter", "roles", "status", ">workers", "version");
        foreach (var node in view.Nodes.OrderBy(node => node.Datacenter, StringComparer.Ordinal).ThenBy(node => node.Node, StringComparer.Ordinal))
        {
            var pool = view.Pools.FirstOrDefault(pool => pool.Node == node.Node);
            nodes.Row(node.Node, node.Host, node.Datacenter, string.Join(", ", node.Roles), node.Status, pool is null ? "–" : Figures.Count(pool.Workers), node.Version);
        }

        screen.Print(nodes);
        FleetTables.PrintPools(screen, view);
        FleetTables.PrintSources(screen, view);

        var publishers = Tables.New("datacenter", "published by", "state", "broker", ">metrics", ">intervals", ">waiting", "last failure");
        foreach (var publisher in view.Publishers)
        {
            publishers.Row(publisher.Datacenter, publisher.Node, publisher.State, publisher.Broker.Length > 0 ? publisher.Broker : "–",
                Figures.Count(publisher.Lines), Figures.Count(publisher.Intervals), Figures.Count(publisher.Waiting), publisher.LastFailure);
        }

        screen.Print(publishers);

        var failures = Tables.New("failed", "node", ">times", "last at", "state", "last message");
        foreach (var failure in view.Failures)
            failures.Row(failure.Part, failure.Node, Figures.Count(failure.Count), Figures.Time(failure.LastAt, view.At), failure.StaysDown ? "stays down" : failure.Recovered ? "works again" : "restarting", failure.LastMessage);
        screen.Print(failures);
        FleetTables.WarnOfUnanswered(view);
    }
}
