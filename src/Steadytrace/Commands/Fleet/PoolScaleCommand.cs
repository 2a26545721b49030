using System.CommandLine;
using Steadytrace.Commands.Options;

namespace Steadytrace.Commands.Fleet;

/// <summary><c>steadytrace pool scale NODE N</c>.</summary>
internal static class PoolScaleCommand
{
    /// <summary>As <c>PoolOptions.MaxWorkers</c>, named here so that building the command loads no actors.</summary>
    private const int MaxWorkers = 256;

    public static Command Build()
    {
        var node = new Argument<string>("NODE") { Description = "Its address as 'pool show' prints it, or its host's name where that is unique." };
        var workers = CheckedOption.NumberArgument("N", $"Workers, 0 to {MaxWorkers}; those that count a chunk finish it.", 0, MaxWorkers);
        var command = new Command("scale", "Set the number of a pool's workers.") { node, workers };
        command.SetAction((parsed, cancellation) => FleetConnection.CommandAsync(parsed, fleet => fleet.ScalePoolAsync(parsed.GetRequiredValue(node), parsed.GetRequiredValue(workers), cancellation)));
        HelpWithExamples.Add(command, "Example:\n  steadytrace pool scale 10.0.0.7:9471 8\n");
        return command;
    }
}
