using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Steadytrace.Testing;

/// <summary>The real trace-cmd: it reads and converts also where it cannot record.</summary>
/// <remarks>
/// It mounts tracefs wherever it finds none, also only to read a file, and leaves it mounted (libtracefs, <c>mount_tracefs</c>): so it sees
/// mounts of its own where that is allowed. Where it is not, it may not mount either.
/// </remarks>
public static partial class TraceCmd
{
    private static readonly string[] Command = Run("unshare", ["--mount", "true"]).ExitCode == 0 ? ["unshare", "--mount", "trace-cmd"] : ["trace-cmd"];

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
        var (exitCode, output, errors) = Run(Command[0], [.. Command[1..], .. arguments]);
        return exitCode == 0 ? output : throw new InvalidOperationException($"trace-cmd {string.Join(' ', arguments)}: {errors}");
    }

    private static (int ExitCode, string Output, string Errors) Run(string command, string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })
            ?? throw new InvalidOperationException($"{command} does not start");
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, errors.Result);
    }

    [GeneratedRegex(@"^(?:[\w-]+:)?\s*(?<thread>\S.*?)-\d+\s+\[\d+\].*?\s[\d.]+:\s+(?<event>\w+):", RegexOptions.Multiline)]
    private static partial Regex ReportLine();
}
