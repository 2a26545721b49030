using System.CommandLine;
using Steadytrace.Commands.Configuration;

namespace Steadytrace.Commands;

/// <summary><c>steadytrace config</c>.</summary>
internal static class ConfigCommand
{
    public static Command Build() => new("config", "What would run, and where each value came from; starts nothing.") { ConfigShowCommand.Build(), ConfigCheckCommand.Build() };
}
