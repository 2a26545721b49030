using System.CommandLine;
using Spectre.Console;
using Steadytrace.Commands.Configuration;
using Steadytrace.Commands.Options;
using Steadytrace.Hosting.Doctor;
using Steadytrace.Output;
using Steadytrace.Settings.Parts;

namespace Steadytrace.Commands;

/// <summary><c>steadytrace doctor</c>.</summary>
internal static class DoctorCommand
{
    public static Command Build()
    {
        var command = new Command("doctor", "What this machine lacks to trace, and the command that mends each lack; changes nothing.");
        NodeArguments.AddTo(command);
        command.SetAction(RunAsync);
        HelpWithExamples.Add(command,
            """
            Exit code 0 when the node would work, 1 when something lacks. Needs no rights; what only root can see it does not guess.
            Without --config it looks at what 'steadytrace up' needs.

            Examples:
              steadytrace doctor
              steadytrace doctor --config /etc/steadytrace/shared.conf --config /etc/steadytrace/tracer.conf --json
            """);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        if (!OperatingSystem.IsLinux()) throw new FailureException("this is not Linux: only a recorded trace can be replayed here");
        var examination = await Examination.OfAsync(new Machine("/"), NodeSettings.Read(NodeArguments.Load(parsed)), cancellation).ConfigureAwait(false);
        if (parsed.GetValue(GlobalOptions.Json)) PrintJson(examination);
        else Print(examination);
        return examination.IsWell ? 0 : CommandLine.Failed;
    }

    private static void Print(Examination examination)
    {
        var screen = Tables.Screen();
        screen.WriteLine(examination.Machine);
        screen.WriteLine();
        var width = examination.Findings.Max(finding => finding.What.Length) + 3;
        foreach (var finding in examination.Findings)
        {
            screen.MarkupLine($"  {MarkOf(finding.State)} {finding.What.PadRight(width)}{Markup.Escape(finding.Found)}");
            if (finding.Mend is { } mend) screen.MarkupLine($"{new string(' ', width + 4)}[bold]$ {Markup.Escape(mend)}[/]");
        }

        var lacks = examination.Findings.Count(finding => finding.State == FindingState.Lack);
        screen.WriteLine();
        screen.WriteLine($"{examination.Verdict}; {(lacks == 0 ? "nothing lacks" : Figures.Of(lacks, "thing lacks", "things lack"))}");
    }

    private static string MarkOf(FindingState state) => state switch
    {
        FindingState.Well => "[green]✓[/]",
        FindingState.Note => "[yellow]![/]",
        _ => "[red]✗[/]",
    };

    private static void PrintJson(Examination examination) => Json.Print(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("machine", examination.Machine);
        writer.WriteBoolean("well", examination.IsWell);
        writer.WriteString("verdict", examination.Verdict);
        writer.WriteStartArray("findings");
        foreach (var finding in examination.Findings)
        {
            writer.WriteStartObject();
            writer.WriteString("what", finding.What);
            writer.WriteString("state", finding.State.ToString().ToLowerInvariant());
            writer.WriteString("found", finding.Found);
            writer.WriteString("mend", finding.Mend);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    });
}
