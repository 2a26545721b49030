using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Steadytrace.Testing;

/// <summary>The real trace-cmd: it reads and converts also where it cannot record.</summary>
public static partial class TraceCmd
{
    /// <summary>Converts a file to a version and a compression, and returns the new one.</summary>
    public static string Convert(string file, int version, string compression)
    {
        var converted = $"{file}.{version}-{compression}.dat";
        Run("convert", "-i", file, "-o", converted, "--file-version", version.ToString(), "--compression", compression);
        return converted;
    }

    /// <summary>What it prints: how often each name of an event, and each thread's name, is there.</summary>
    public static (Dictionary<string, long> ByEvent, Dictionary<string, long> ByThread) Report(string file)
    {
        Dictionary<string, long> byEvent = [], byThread = [];
        foreach (Match line in ReportLine().Matches(Run("report", "-i", file)))
        {
            Add(byEvent, line.Groups["event"].Value);
            Add(byThread, line.Groups["thread"].Value.Trim());
        }

        return (byEvent, byThread);

        static void Add(Dictionary<string, long> counts, string name) => counts[name] = counts.GetValueOrDefault(name) + 1;
    }

    private static string Run(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("trace-cmd", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })
            ?? throw new InvalidOperationException("trace-cmd does not start");
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"trace-cmd {string.Join(' ', arguments)}: {errors.Result}");
    }

    [GeneratedRegex(@"^(?:[\w-]+:)?\s*(?<thread>\S.*?)-\d+\s+\[\d+\].*?\s[\d.]+:\s+(?<event>\w+):", RegexOptions.Multiline)]
    private static partial Regex ReportLine();
}
