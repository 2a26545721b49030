using System.CommandLine;
using Steadytrace.Commands.Count;
using Steadytrace.Commands.Options;
using Steadytrace.Traces;
using Steadytrace.Traces.Tallies;

namespace Steadytrace.Commands;

/// <summary><c>steadytrace count PATH…</c>.</summary>
internal static class CountCommand
{
    // Below, the checked reader is done before a plan would be made (30 ms against 3 ns a byte, less what the plan itself takes).
    private const long PlanFromBytes = 2 << 20;

    private static readonly Argument<string[]> Paths = new("PATH") { Description = "Directories of CTF traces or ftrace chunks; several add up.", Arity = ArgumentArity.OneOrMore };
    private static readonly Option<string?> Interval = CheckedOption.Choice("--interval", "Count by intervals too.", [.. IntervalLength.All.Select(length => length.Name)]);
    private static readonly Option<int> Threads = CheckedOption.Number("--threads", "Threads that count at once.", 1, 256, Math.Min(256, Environment.ProcessorCount));
    private static readonly Option<string?> Format = CheckedOption.Choice("--format", "What to print. [default: table]", "table", "json", "graphite");
    private static readonly Option<string?> Reader = CheckedOption.Choice("--reader", "Which reader of CTF counts; both give the same. [default: plan]", "plan", "checked");
    private static readonly Option<int> Top = CheckedOption.Number("--top", "Rows of each table.", 1, 1_000_000, 20);
    private static readonly Option<string?> Datacenter = new("--datacenter") { Description = "The datacenter in metric names (graphite). [default: local]", HelpName = "NAME" };
    private static readonly Option<string?> Host = new("--host") { Description = "The host in metric names (graphite). [default: this machine's name]", HelpName = "NAME" };

    public static Command Build()
    {
        var command = new Command("count", "Count a recorded trace: events by kind and by process, and what was lost.") { Paths, Interval, Threads, Format, Reader, Top, Datacenter, Host };
        command.SetAction((parsed, cancellation) => Task.FromResult(Count(parsed, cancellation)));
        HelpWithExamples.Add(command,
            """
            Examples:
              steadytrace count ~/lttng-traces/my-session
              steadytrace count --interval 10sec --json trace/ | jq .byProcess
              steadytrace count --interval 1min --format graphite trace/ | nc -N graphite 2003

            What is damaged is named on standard error, one line each, and makes the exit code 1; all that is valid before it is counted.
            """);
        return command;
    }

    private static int Count(ParseResult parsed, CancellationToken cancellation)
    {
        var format = parsed.GetValue(Format) ?? "table";
        if (parsed.GetValue(GlobalOptions.Json))
        {
            if (parsed.GetResult(Format) is { Implicit: false } && format != "json") throw new MistakeException($"--json and --format {format} exclude each other: give one of them");
            format = "json";
        }

        IntervalLength? interval = IntervalLength.TryParse(parsed.GetValue(Interval), out var length) ? length : format == "graphite" ? IntervalLength.OneMinute : null;
        var options = new CountOptions
        {
            Interval = interval,
            Threads = parsed.GetValue(Threads),
            PlanFromBytes = parsed.GetValue(Reader) is null ? PlanFromBytes : 0,
            Reader = parsed.GetValue(Reader) == "checked" ? ReaderKind.Checked : ReaderKind.Plan,
        };
        var paths = parsed.GetRequiredValue(Paths);
        foreach (var path in paths) TracePath.Check(path);
        var counted = CountedPaths.Count(paths, options, parsed.GetValue(GlobalOptions.Verbose), cancellation);
        if (counted.Read > 0) Print(parsed, format, counted.Tally, interval, paths);
        return counted.Faults == 0 ? 0 : CommandLine.Failed;
    }

    private static void Print(ParseResult parsed, string format, Tally tally, IntervalLength? interval, string[] paths)
    {
        switch (format)
        {
            case "json":
                CountJson.Print(tally, withIntervals: interval is not null);
                break;
            case "graphite":
                CountLines.Print(tally, interval!.Value, TracePath.RecorderOf(paths[0]), parsed.GetValue(Datacenter) ?? "local", parsed.GetValue(Host) ?? Environment.MachineName);
                break;
            default:
                CountTable.Print(tally, parsed.GetValue(Top), interval);
                break;
        }
    }
}
