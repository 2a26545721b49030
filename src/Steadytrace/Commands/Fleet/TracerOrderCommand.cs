using System.CommandLine;
using Order = Steadytrace.Cluster.Fleet.TracerCommand;

namespace Steadytrace.Commands.Fleet;

/// <summary><c>steadytrace tracer rotate</c>, <c>restart</c>, <c>pause</c> and <c>resume</c>.</summary>
internal static class TracerOrderCommand
{
    public static Command Build(string name, string description, Func<Order> order)
    {
        var host = new Argument<string>("HOST") { Description = "The host's name as 'tracer show' prints it." };
        var command = new Command(name, description) { host };
        command.SetAction((parsed, cancellation) => FleetConnection.CommandAsync(parsed, fleet => fleet.CommandTracerAsync(parsed.GetRequiredValue(host), order(), cancellation)));
        HelpWithExamples.Add(command, $"Example:\n  steadytrace tracer {name} laptop\n");
        return command;
    }
}
