using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Steadytrace.Console.Api;

/// <summary>Reads a request's query within limits; remembers the first thing that is wrong.</summary>
internal sealed class QueryReader(HttpRequest request)
{
    /// <summary>The first thing that is wrong, one line; null when nothing is.</summary>
    public string? Problem { get; private set; }

    /// <summary>A whole number, or what stands for it where the key is missing; null makes the key required.</summary>
    public int Number(string key, int least, int most, int? missing) => (int)LongNumber(key, least, most, missing);

    /// <summary>The same of 64 bits.</summary>
    public long LongNumber(string key, long least, long most, long? missing)
    {
        var values = request.Query[key];
        if (values.Count == 0 && missing is { } number) return number;
        if (values is [{ } text] && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number >= least && number <= most)
            return number;
        Problem ??= $"'{key}' must be a whole number from {least} to {most}{Told(values.ToString(), values.Count)}.";
        return least;
    }

    /// <summary>A text; null as <paramref name="missing"/> makes the key required.</summary>
    public string Text(string key, int longest, string? missing)
    {
        var values = request.Query[key];
        if (values.Count == 0 && missing is not null) return missing;
        if (values is [{ } text] && Fits(text, longest) && (text.Length > 0 || missing is not null)) return text;
        Problem ??= $"'{key}' must be given once, as a text of {(missing is null ? 1 : 0)} to {longest} printable characters.";
        return "";
    }

    /// <summary>A part of the path.</summary>
    public string Part(string name, string value, int longest)
    {
        if (!Fits(value, longest) || string.IsNullOrWhiteSpace(value)) Problem ??= $"'{name}' must be a text of 1 to {longest} printable characters.";
        return value;
    }

    /// <summary>True, with its text, when something is wrong.</summary>
    public bool IsBad([NotNullWhen(true)] out string? problem) => (problem = Problem) is not null;

    private static bool Fits(string text, int longest) => text.Length <= longest && !text.Any(char.IsControl);

    private static string Told(string given, int count) => count switch
    {
        0 => "; it is missing",
        _ when given.Length > 40 || given.Any(char.IsControl) => "",
        _ => $", not '{given}'",
    };
}
