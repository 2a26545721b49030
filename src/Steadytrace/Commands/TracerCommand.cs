using System.CommandLine;
using Steadytrace.Commands.Fleet;

namespace Steadytrace.Commands;

/// <summary><c>steadytrace tracer</c>.</summary>
internal static class TracerCommand
{
    public static Command Build()
    {
        var command = new Command("tracer", "Look at hosts' tracers, and work them.")
        {
            TracerShowCommand.Build(),
            TracerOrderCommand.Build("rotate", "Close the chunk that is recorded into now."),
            TracerOrderCommand.Build("restart", "End the recorders and start them again: a new run."),
            TracerOrderCommand.Build("pause", "End the recorders and leave them so until 'resume'."),
            TracerOrderCommand.Build("resume", "Start paused recorders again."),
        };
        FleetConnection.AddTo(command);
        return command;
    }
}
