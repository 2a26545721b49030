using System.CommandLine;
using Order = Steadytrace.Cluster.Fleet.TracerCommand;

namespace Steadytrace.Commands.Fleet;

/// <summary><c>steadytrace tracer rotate</c>, <c>restart</c>, <c>pause</c> and <c>resume</c>.</summary>
internal static class TracerOrderCommand
{
    public static Command Build(string name, string description)
    {
        var host = new Argument<string>("HOST") { Description = "The host's name as 'tracer show' prints it." };
        var command = new Command(name, description) { host };
        command.SetAction((parsed, cancellation) => FleetConnection.CommandAsync(parsed, fleet => fleet.CommandTracerAsync(parsed.GetRequiredValue(host), OrderOf(name), cancellation)));
        HelpWithExamples.Add(command, $"Example:\n  steadytrace tracer {name} laptop\n");
        return command;
    }

    private static Order OrderOf(string name) => name switch
    {
        "rotate" => Order.Rotate,
        "restart" => Order.Restart,
        "pause" => Order.Pause,
        _ => Order.Resume,
    };
}
