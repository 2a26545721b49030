using System.CommandLine;
using System.CommandLine.Help;
using Steadytrace.Commands.Options;
using Steadytrace.Output;

namespace Steadytrace.Commands;

/// <summary>The whole command line: from arguments to an exit code.</summary>
/// <remarks>
/// 0: done. 1: a failure at work. 2: a mistake in what was asked. Both say so in one line on standard error; a stack trace only with
/// <c>--verbose</c>. <c>count</c> must start at once: the others, which cost more to build than a small trace to count, are not built for it.
/// </remarks>
internal static class CommandLine
{
    public const int Failed = 1;
    public const int Mistaken = 2;

    public static async Task<int> RunAsync(string[] args)
    {
        var parsed = Build(args).Parse(args);
        if (parsed.Errors.Count > 0 || ParseMistake.HasStrayOption(parsed))
        {
            Report(ParseMistake.Describe(parsed));
            return Mistaken;
        }

        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // The last place: whatever it is, a person gets one line and a script its exit code.
            foreach (var line in FailureText.LinesOf(exception)) Report(line);
            if (parsed.GetValue(GlobalOptions.Verbose)) await Terminal.Error.WriteLineAsync(exception.ToString()).ConfigureAwait(false);
            return FailureText.IsMistake(exception) ? Mistaken : Failed;
        }
    }

    private static RootCommand Build(string[] args)
    {
        var root = new RootCommand("Turns what the kernels of a fleet are doing into steady metrics.");
        // Whatever follows the name of a command is that command's: no other one is looked at, nor named in its help and mistakes.
        foreach (var command in args is [CountCommand.Name, ..] ? [CountCommand.Build()] : AllCommands()) root.Subcommands.Add(command);
        root.Options.Add(GlobalOptions.Json);
        root.Options.Add(GlobalOptions.Verbose);
        foreach (var help in root.Options.OfType<HelpOption>()) help.Action = new HelpWithExamples((HelpAction)help.Action!);
        return root;
    }

    private static Command[] AllCommands() =>
    [
        UpCommand.Build(),
        NodeCommand.Build(),
        CountCommand.Build(),
        TopCommand.Build(),
        ClusterCommand.Build(),
        PoolCommand.Build(),
        TracerCommand.Build(),
        ChunkCommand.Build(),
        ConfigCommand.Build(),
        DoctorCommand.Build(),
    ];

    private static void Report(string line) => Terminal.Error.WriteLine($"steadytrace: {PrintableText.Of(line)}");
}
