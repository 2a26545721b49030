using System.CommandLine;
using System.CommandLine.Parsing;
using Steadytrace.Settings;

namespace Steadytrace.Commands;

/// <summary>Says in one line what is wrong with a command line, with a guess at what was meant.</summary>
internal static class ParseMistake
{
    public static string Describe(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        var help = $"see '{PathOf(parsed.CommandResult)} --help'";
        if (StrayOptions(parsed).FirstOrDefault() is { } stray) return Unknown(stray, command, parsed.CommandResult, help);
        if (parsed.UnmatchedTokens is [{ } unknown, ..]) return Unknown(unknown, command, parsed.CommandResult, help);
        var error = parsed.Errors[0];
        if (command.Subcommands.Count > 0 && error.SymbolResult is CommandResult)
            return $"'{PathOf(parsed.CommandResult)}' needs a command: {string.Join(", ", command.Subcommands.Select(sub => sub.Name))}; {help}";
        if (error.SymbolResult is ArgumentResult { Tokens.Count: 0, Parent: CommandResult } missing)
            return $"'{PathOf(parsed.CommandResult)}' needs {missing.Argument.HelpName ?? missing.Argument.Name}; {help}";
        if (error.SymbolResult is OptionResult { Tokens.Count: 0 } bare) return $"{bare.IdentifierToken?.Value ?? bare.Option.Name} needs a value; {help}";
        if (error.SymbolResult is OptionResult { Tokens.Count: > 1, Option.Arity.MaximumNumberOfValues: 1 } twice) return $"{twice.Option.Name} is given twice: give it once; {help}";
        var message = error.Message.ReplaceLineEndings(" ").Trim();
        return message.Contains(": expected ", StringComparison.Ordinal) ? message : $"{message.TrimEnd('.')}; {help}";
    }

    /// <summary>True when an argument looks like an option: the parser would take it for a path. Behind <c>--</c> anything is an argument.</summary>
    public static bool HasStrayOption(ParseResult parsed) => StrayOptions(parsed).Any();

    private static IEnumerable<string> StrayOptions(ParseResult parsed) =>
        parsed.Tokens.TakeWhile(token => token.Type != TokenType.DoubleDash)
            .Where(token => token.Type == TokenType.Argument && token.Value.Length > 1 && token.Value[0] == '-' && !char.IsAsciiDigit(token.Value[1]))
            .Select(token => token.Value);

    private static string Unknown(string written, Command command, CommandResult result, string help)
    {
        var isOption = written.StartsWith('-');
        var known = isOption ? Options(result) : command.Subcommands.Select(sub => sub.Name);
        var what = isOption ? "unknown option" : command.Subcommands.Count > 0 ? "unknown command" : "one argument too many:";
        var where = command is RootCommand ? "" : $" for '{PathOf(result)}'";
        var hint = Spelling.Nearest(written.Split('=')[0], known) is { } nearest ? $": did you mean {nearest}?" : $": {help}";
        return $"{what} '{written}'{where}{hint}";
    }

    /// <summary>Names of the options that the command takes, its parents' recursive ones included.</summary>
    private static IEnumerable<string> Options(SymbolResult? result)
    {
        for (var at = result as CommandResult; at is not null; at = at.Parent as CommandResult)
        {
            foreach (var option in at.Command.Options.Where(option => option.Recursive || at == result))
            {
                yield return option.Name;
                foreach (var alias in option.Aliases) yield return alias;
            }
        }
    }

    private static string PathOf(CommandResult result)
    {
        var names = new Stack<string>();
        for (var at = result; at is not null; at = at.Parent as CommandResult) names.Push(at.Command is RootCommand ? "steadytrace" : at.Command.Name);
        return string.Join(' ', names);
    }
}
