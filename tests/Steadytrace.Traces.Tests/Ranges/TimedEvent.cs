using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Steadytrace.Traces.Tests.Ranges;

/// <summary>One event as babeltrace2 tells it in its text, and the process that design.md gives it.</summary>
internal sealed partial record TimedEvent(long UnixNanoseconds, string Name, int Cpu, string Process)
{
    private static readonly Dictionary<string, IReadOnlyList<TimedEvent>> Known = [];

    /// <summary>All events of a trace, in order of time.</summary>
    public static IReadOnlyList<TimedEvent> Of(string trace)
    {
        lock (Known)
        {
            if (!Known.TryGetValue(trace, out var events)) Known.Add(trace, events = Read(["--clock-seconds", "--no-delta", trace]));
            return events;
        }
    }

    /// <summary>What babeltrace2 says when it is asked for a part of a trace itself; both ends belong to it.</summary>
    public static IReadOnlyList<TimedEvent> Trimmed(string trace, long first, long last) =>
        Read(["--clock-seconds", "--no-delta", "--clock-gmt", $"--begin={Seconds(first)}", $"--end={Seconds(last)}", trace]);

    private static string Seconds(long unixNanoseconds) => string.Create(CultureInfo.InvariantCulture, $"{unixNanoseconds / 1_000_000_000}.{unixNanoseconds % 1_000_000_000:000000000}");

    private static List<TimedEvent> Read(string[] arguments)
    {
        var start = new ProcessStartInfo("babeltrace2", arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = System.Diagnostics.Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var lines = new List<Match>();
        while (process.StandardOutput.ReadLine() is { } line)
        {
            var match = Line().Match(line);
            Assert.True(match.Success, line);
            lines.Add(match);
        }

        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors.Result);
        return [.. WithProcesses(lines)];
    }

    private static IEnumerable<TimedEvent> WithProcesses(List<Match> lines)
    {
        var current = new Dictionary<int, string>();
        foreach (var line in lines)
        {
            if (NameOf(line) == "sched_switch") current.TryAdd(CpuOf(line), Text(line, "prev_comm")); // it ran before, too
        }

        var switched = new HashSet<int>();
        foreach (var line in lines)
        {
            var (name, cpu) = (NameOf(line), CpuOf(line));
            var process = Field(line, "procname") ?? (name == "sched_switch" ? Text(line, "prev_comm") : current.GetValueOrDefault(cpu, "(unknown)"));
            yield return new TimedEvent(long.Parse(line.Groups["s"].Value + line.Groups["ns"].Value, CultureInfo.InvariantCulture), name, cpu, process);
            if (name == "sched_switch")
            {
                switched.Add(cpu);
                current[cpu] = Text(line, "next_comm");
            }
            else if (name == "sched_process_exec" && switched.Contains(cpu))
            {
                var file = Encoding.UTF8.GetBytes(Text(line, "filename").Split('/')[^1]);
                current[cpu] = Encoding.UTF8.GetString(file.AsSpan(0, Math.Min(15, file.Length)));
            }
        }
    }

    private static string NameOf(Match line) => line.Groups["name"].Value;

    private static int CpuOf(Match line) => int.Parse(line.Groups["cpu"].ValueSpan, CultureInfo.InvariantCulture);

    private static string Text(Match line, string field) => Field(line, field) ?? throw new FormatException($"no {field} in {line.Value}");

    private static string? Field(Match line, string field)
    {
        var found = Regex.Match(line.Groups["rest"].Value, $@"\b_?{field} = ""((?:[^""\\]|\\.)*)""");
        return found.Success ? found.Groups[1].Value : null;
    }

    [GeneratedRegex(@"^\[(?<s>\d+)\.(?<ns>\d{9})\](?: \S+)* (?<name>[\w:]+): \{ cpu_id = (?<cpu>\d+) \}(?<rest>.*)$")]
    private static partial Regex Line();
}
