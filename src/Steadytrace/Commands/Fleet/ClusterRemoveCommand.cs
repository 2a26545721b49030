using System.CommandLine;

namespace Steadytrace.Commands.Fleet;

/// <summary><c>steadytrace cluster leave</c> and <c>cluster down</c>.</summary>
internal static class ClusterRemoveCommand
{
    /// <param name="down">True for a node that is dead, false for one that shall go in order.</param>
    public static Command Build(bool down)
    {
        var node = new Argument<string>("NODE") { Description = "Its address as 'cluster show' prints it, or its host's name where that is unique." };
        var command = down
            ? new Command("down", "Declare a node dead that is, so that others take over at once.") { node }
            : new Command("leave", "Make a node hand over its work and leave the cluster.") { node };
        command.SetAction((parsed, cancellation) => FleetConnection.CommandAsync(parsed, fleet => fleet.RemoveNodeAsync(parsed.GetRequiredValue(node), down, cancellation)));
        HelpWithExamples.Add(command, $"Example:\n  steadytrace cluster {command.Name} 10.0.0.7:9471\n");
        return command;
    }
}
