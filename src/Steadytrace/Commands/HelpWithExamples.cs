using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Runtime.CompilerServices;

namespace Steadytrace.Commands;

/// <summary>The usual help, followed by a command's examples.</summary>
internal sealed class HelpWithExamples(HelpAction usual) : SynchronousCommandLineAction
{
    private static readonly ConditionalWeakTable<Command, string> Notes = [];

    /// <summary>Adds lines that are shown below a command's help.</summary>
    public static void Add(Command command, string notes) => Notes.Add(command, notes);

    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var code = usual.Invoke(parseResult);
        if (Notes.TryGetValue(parseResult.CommandResult.Command, out var notes)) parseResult.InvocationConfiguration.Output.WriteLine(notes);
        return code;
    }
}
