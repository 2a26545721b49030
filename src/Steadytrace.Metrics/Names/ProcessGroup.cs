namespace Steadytrace.Metrics.Names;

/// <summary>Process names that are counted as one: <c>kworker/*</c> → <c>kworker</c>.</summary>
/// <param name="Pattern">A whole process name as the tracer gives it; <c>*</c> stands for any characters, also none.</param>
/// <param name="Name">What they are called together.</param>
public sealed record ProcessGroup(string Pattern, string Name)
{
    /// <summary>True when the process belongs to the group.</summary>
    public bool Takes(ReadOnlySpan<char> process)
    {
        ReadOnlySpan<char> pattern = Pattern;
        // Most names belong to none of two dozen groups, and differ in the first character.
        if (!pattern.IsEmpty && pattern[0] != '*' && (process.IsEmpty || process[0] != pattern[0])) return false;
        var star = pattern.IndexOf('*');
        if (star < 0) return process.SequenceEqual(pattern);
        if (!process.StartsWith(pattern[..star])) return false;
        process = process[star..];
        pattern = pattern[(star + 1)..];
        while ((star = pattern.IndexOf('*')) >= 0)
        {
            // The first place is enough: what stands behind it can only have more room than behind a later one.
            var at = process.IndexOf(pattern[..star]);
            if (at < 0) return false;
            process = process[(at + star)..];
            pattern = pattern[(star + 1)..];
        }

        return process.EndsWith(pattern);
    }

    /// <summary>One text <c>pattern=name</c>, as it stands in a configuration file; the last <c>=</c> divides.</summary>
    /// <exception cref="FormatException">There is no <c>=</c>, or nothing on one side of it.</exception>
    public static ProcessGroup Parse(string text)
    {
        var equals = text.LastIndexOf('=');
        if (equals <= 0 || equals == text.Length - 1) throw new FormatException($"process group '{text}' is not of the form PATTERN=NAME, for example kworker/*=kworker");
        return new ProcessGroup(text[..equals], text[(equals + 1)..]);
    }

    /// <summary><c>pattern=name</c></summary>
    public override string ToString() => $"{Pattern}={Name}";
}
