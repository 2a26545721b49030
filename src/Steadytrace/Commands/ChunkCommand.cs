using System.CommandLine;
using Steadytrace.Commands.Fleet;

namespace Steadytrace.Commands;

/// <summary><c>steadytrace chunk</c>.</summary>
internal static class ChunkCommand
{
    public static Command Build()
    {
        var command = new Command("chunk", "Look at the chunks in a host's spool.") { ChunkShowCommand.Build() };
        FleetConnection.AddTo(command);
        return command;
    }
}
