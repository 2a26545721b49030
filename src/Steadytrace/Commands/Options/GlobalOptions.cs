using System.CommandLine;

namespace Steadytrace.Commands.Options;

/// <summary>Options of every command.</summary>
internal static class GlobalOptions
{
    public static Option<bool> Json { get; } = new("--json") { Description = "Print JSON for programs.", Recursive = true };

    public static Option<bool> Verbose { get; } = new("--verbose") { Description = "Tell more; of a failure, where it happened.", Recursive = true };
}
