using System.CommandLine;
using Steadytrace.Commands.Fleet;

namespace Steadytrace.Commands;

/// <summary><c>steadytrace cluster</c>.</summary>
internal static class ClusterCommand
{
    public static Command Build()
    {
        var command = new Command("cluster", "Look at a cluster's nodes, and take nodes out of it.") { ClusterShowCommand.Build(), ClusterRemoveCommand.Build(down: false), ClusterRemoveCommand.Build(down: true) };
        FleetConnection.AddTo(command);
        return command;
    }
}
