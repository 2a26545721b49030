using System.CommandLine;
using Steadytrace.Commands.Options;
using Steadytrace.Output;
using Steadytrace.Settings.Parts;

namespace Steadytrace.Commands.Configuration;

/// <summary><c>steadytrace config show</c>.</summary>
internal static class ConfigShowCommand
{
    public static Command Build()
    {
        var changed = new Option<bool>("--changed") { Description = "Only what differs from the defaults." };
        var command = new Command("show", "Every key with its value and its origin: default, file and line, environment variable, option.") { changed };
        NodeArguments.AddTo(command);
        command.SetAction(parsed => Show(parsed, parsed.GetValue(changed)));
        HelpWithExamples.Add(command,
            """
            Without --config it shows what 'steadytrace up' uses. Secrets are masked.

            Example:
              steadytrace config show --config shared.conf --config tracer.conf --changed
            """);
        return command;
    }

    private static int Show(ParseResult parsed, bool changedOnly)
    {
        var settings = NodeSettings.Read(NodeArguments.Load(parsed));
        var shown = settings.Shown.Where(setting => !changedOnly || setting.Origin != Settings.Setting.DefaultOrigin).ToList();
        if (parsed.GetValue(GlobalOptions.Json))
        {
            Json.Print(writer =>
            {
                writer.WriteStartArray();
                foreach (var setting in shown)
                {
                    writer.WriteStartObject();
                    writer.WriteString("key", setting.Key);
                    writer.WriteString("value", setting.Shown);
                    writer.WriteString("origin", setting.Origin);
                    writer.WriteEndObject();
                }

                writer.WriteEndArray();
            });
            return 0;
        }

        var table = Tables.New("key", "~value", "origin");
        foreach (var setting in shown) table.Row(setting.Key, setting.Shown.Length > 0 ? setting.Shown : "–", setting.Origin);
        Tables.Screen().Print(table);
        return 0;
    }
}
