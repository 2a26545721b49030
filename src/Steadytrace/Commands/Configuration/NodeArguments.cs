using System.CommandLine;
using Steadytrace.Settings;

namespace Steadytrace.Commands.Configuration;

/// <summary>What <c>node</c> and <c>config</c> are told on the command line.</summary>
internal static class NodeArguments
{
    private static readonly Option<string[]> Files = new("--config") { Description = "A configuration file (HOCON); may be given several times, later ones win.", HelpName = "FILE", Arity = ArgumentArity.OneOrMore, AllowMultipleArgumentsPerToken = true };
    private static readonly Option<string[]> Roles = new("--role") { Description = "A role of this node, instead of those that the files name; may be given several times.", HelpName = "ROLE", Arity = ArgumentArity.OneOrMore };

    public static void AddTo(Command command)
    {
        command.Options.Add(Files);
        command.Options.Add(Roles);
    }

    /// <summary>The settings of a node with these files; without any, those of <c>up</c>.</summary>
    public static EffectiveSettings Load(ParseResult parsed)
    {
        var files = parsed.GetValue(Files) ?? [];
        var roles = parsed.GetValue(Roles) ?? [];
        return EffectiveSettings.Load(
            IsGiven(parsed) ? [] : UpDefaults.Settings,
            files,
            Environment.GetEnvironmentVariables(),
            roles.Length == 0 ? [] : [new Setting(SettingKeys.Roles, roles, IsList: true, "--role")]);
    }

    /// <summary>True when a file or a role was named.</summary>
    public static bool IsGiven(ParseResult parsed) => parsed.GetValue(Files) is { Length: > 0 } || parsed.GetValue(Roles) is { Length: > 0 };
}
