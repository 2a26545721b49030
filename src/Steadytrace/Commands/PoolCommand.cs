using System.CommandLine;
using Steadytrace.Commands.Fleet;

namespace Steadytrace.Commands;

/// <summary><c>steadytrace pool</c>.</summary>
internal static class PoolCommand
{
    public static Command Build()
    {
        var command = new Command("pool", "Look at parser pools, and change their size while they work.") { PoolShowCommand.Build(), PoolScaleCommand.Build() };
        FleetConnection.AddTo(command);
        return command;
    }
}
