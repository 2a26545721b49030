using System.CommandLine;
using System.Text.Json;
using Steadytrace.Commands.Options;
using Steadytrace.Hosting;
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
        IReadOnlyList<string> mistakes = [], missing = [];
        try
        {
            var settings = NodeSettings.Read(NodeArguments.Load(parsed));
            missing = [.. NodeStart.MissingIn(settings)];
            if (!parsed.GetValue(GlobalOptions.Json))
            {
                Terminal.WriteLine($"no mistakes: {settings.Host} in {settings.Datacenter} would be {string.Join(", ", settings.Roles)}");
                foreach (var needed in missing) Terminal.WriteLine($"needed at the start, and not set here: {needed}");
            }
        }
        catch (SettingsException exception) when (parsed.GetValue(GlobalOptions.Json))
        {
            mistakes = exception.Mistakes;
        }

        if (parsed.GetValue(GlobalOptions.Json)) Print(mistakes, missing);
        return mistakes.Count == 0 ? 0 : CommandLine.Mistaken;
    }

    private static void Print(IReadOnlyList<string> mistakes, IReadOnlyList<string> missing) => Json.Print(writer =>
    {
        writer.WriteStartObject();
        Write(writer, "mistakes", mistakes);
        Write(writer, "missing", missing);
        writer.WriteEndObject();
    });

    private static void Write(Utf8JsonWriter writer, string name, IReadOnlyList<string> lines)
    {
        writer.WriteStartArray(name);
        foreach (var line in lines) writer.WriteStringValue(line);
        writer.WriteEndArray();
    }
}
