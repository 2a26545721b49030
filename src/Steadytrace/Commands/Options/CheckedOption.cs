using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Steadytrace.Settings;

namespace Steadytrace.Commands.Options;

/// <summary>Options whose mistakes are told in our words: what was given, what is expected.</summary>
internal static class CheckedOption
{
    /// <summary>A whole number within a range.</summary>
    public static Option<int> Number(string name, string description, int least, int most, int otherwise) => new(name)
    {
        Description = description, // the default is told by the help itself
        HelpName = "N",
        DefaultValueFactory = _ => otherwise,
        CustomParser = result => ParseNumber(result, name, least, most),
    };

    /// <summary>One of a few words.</summary>
    public static Option<string?> Choice(string name, string description, params IReadOnlyCollection<string> words) => new(name)
    {
        Description = description,
        HelpName = string.Join('|', words),
        CustomParser = result => Check(result, name, words.Contains, $"one of {string.Join(", ", words.Select(Quoted))}", words),
    };

    /// <summary>A text that must hold a condition.</summary>
    public static Option<string?> Text(string name, string helpName, string description, string expected, Func<string, bool> allowed) => new(name)
    {
        Description = description,
        HelpName = helpName,
        CustomParser = result => Check(result, name, allowed, expected, []),
    };

    /// <summary>Patterns of names, one after each use of the option.</summary>
    public static Option<string[]> Patterns(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "PATTERN",
        Arity = ArgumentArity.OneOrMore,
        CustomParser = result =>
        {
            var patterns = result.Tokens.Select(token => token.Value).ToArray();
            if (Array.Find(patterns, pattern => pattern is "" or "!") is { } empty) result.AddError($"{name} is '{empty}': expected a name, or a pattern such as sched_* or !timer_*");
            return patterns;
        },
    };

    /// <summary>A whole number within a range, as an argument.</summary>
    public static Argument<int> NumberArgument(string name, string description, int least, int most) => new(name)
    {
        Description = description,
        HelpName = name,
        CustomParser = result => ParseNumber(result, name, least, most),
    };

    public static int ParseNumber(ArgumentResult result, string name, int least, int most)
    {
        var text = result.Tokens is [{ } token] ? token.Value : "";
        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most) return number;
        result.AddError($"{name} is '{text}': expected a whole number from {least} to {most}");
        return least;
    }

    // A list with commas must not be taken for several words.
    private static string Quoted(string word) => word.Contains(',', StringComparison.Ordinal) ? $"'{word}'" : word;

    private static string? Check(ArgumentResult result, string name, Func<string, bool> allowed, string expected, IReadOnlyCollection<string> words)
    {
        var text = result.Tokens is [{ } token] ? token.Value : "";
        if (allowed(text)) return text;
        var hint = Spelling.Nearest(text, words) is { } nearest ? $"; did you mean {nearest}?" : "";
        result.AddError($"{name} is '{text}': expected {expected}{hint}");
        return null;
    }
}
