using System.CommandLine;
using Steadytrace.Commands.Options;
using Steadytrace.Output;
using Steadytrace.Settings;
using Steadytrace.Settings.Parts;

namespace Steadytrace.Commands.Configuration;

/// <summary><c>steadytrace config check</c>.</summary>
internal static class ConfigCheckCommand
{
    public static Command Build()
    {
        var command = new Command("check", "Finds mistakes in a configuration, all at once; exit code 2 when there are any.");
        NodeArguments.AddTo(command);
        command.SetAction(Check);
        HelpWithExamples.Add(command, "Example:\n  steadytrace config check --config shared.conf --config tracer.conf\n");
        return command;
    }

    private static int Check(ParseResult parsed)
    {
        IReadOnlyList<string> mistakes = [];
        try
        {
            var settings = NodeSettings.Read(NodeArguments.Load(parsed));
            if (!parsed.GetValue(GlobalOptions.Json))
                Terminal.WriteLine($"no mistakes: {settings.Host} in {settings.Datacenter} would be {string.Join(", ", settings.Roles)}");
        }
        catch (SettingsException exception) when (parsed.GetValue(GlobalOptions.Json))
        {
            mistakes = exception.Mistakes;
        }

        if (parsed.GetValue(GlobalOptions.Json)) Print(mistakes);
        return mistakes.Count == 0 ? 0 : CommandLine.Mistaken;
    }

    private static void Print(IReadOnlyList<string> mistakes) => Json.Print(writer =>
    {
        writer.WriteStartObject();
        writer.WriteStartArray("mistakes");
        foreach (var mistake in mistakes) writer.WriteStringValue(mistake);
        writer.WriteEndArray();
        writer.WriteEndObject();
    });
}
