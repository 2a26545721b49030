using System.CommandLine;
using Steadytrace.Commands.Count;
using Steadytrace.Commands.Options;
using Steadytrace.Output;
using Steadytrace.Traces;
using Steadytrace.Traces.Tallies;

namespace Steadytrace.Commands;

/// <summary><c>steadytrace count PATH…</c>.</summary>
internal static class CountCommand
{
    public const string Name = "count";

    // Below, the checked reader is done before a plan would be made (30 ms against 3 ns a byte, less what the plan itself takes).
    private const long PlanFromBytes = 2 << 20;

    private static readonly Argument<string[]> Paths = new("PATH") { Description = "Directories of CTF traces or ftrace chunks, or trace.dat files of trace-cmd; several add up.", Arity = ArgumentArity.OneOrMore };
    private static readonly Option<string?> From = CheckedOption.Text("--from", "TIME", "Count from this time on (examples below).", TimePoint.Expected, text => TimePoint.Parse(text) is not null);
    private static readonly Option<string?> To = CheckedOption.Text("--to", "TIME", "Count up to this time, and not what happened at it.", TimePoint.Expected, text => TimePoint.Parse(text) is not null);
    private static readonly Option<string[]> Events = CheckedOption.Patterns("--event", "Count only events of these names; * stands for anything, ! excludes. Can be repeated.");
    private static readonly Option<string[]> Processes = CheckedOption.Patterns("--process", "Count only these processes, likewise.");
    private static readonly Option<string?> By = CheckedOption.Choice("--by", "What to tell apart. [default: event, then process]", [.. CountBy.Names]);
    private static readonly Option<bool> CpuTime = new("--cpu-time") { Description = "Tell how long each process ran, too: by sched_switch, idle CPUs included." };
    private static readonly Option<int> Top = CheckedOption.Number("--top", "Rows of each table; one more adds up the rest.", 1, 1_000_000, 20);
    private static readonly Option<string?> Interval = CheckedOption.Choice("--interval", "Count by intervals too.", [.. IntervalLength.Names]);
    private static readonly Option<string?> Format = CheckedOption.Choice("--format", "What to print. [default: table]", "table", "json", "graphite");
    private static readonly Option<int> Threads = CheckedOption.Number("--threads", "Threads that count at once.", 1, 256, Math.Min(256, Environment.ProcessorCount));
    private static readonly Option<int> MaxEntries = CheckedOption.Number("--max-entries", "Counts by interval, event and process to keep apart, about 150 bytes each; what is beyond is told and added up.", 1, int.MaxValue, 1_000_000);
    private static readonly Option<string?> Reader = CheckedOption.Choice("--reader", "Which reader of CTF counts; both give the same. [default: plan]", "plan", "checked");
    private static readonly Option<string?> Datacenter = new("--datacenter") { Description = "The datacenter in metric names (graphite). [default: local]", HelpName = "NAME" };
    private static readonly Option<string?> Host = new("--host") { Description = "The host in metric names (graphite). [default: this machine's name]", HelpName = "NAME" };

    public static Command Build()
    {
        var command = new Command(Name, "Count a recorded trace: events by kind and by process, and what was lost.")
        {
            Paths, From, To, Events, Processes, By, CpuTime, Top, Interval, Format, Threads, MaxEntries, Reader, Datacenter, Host,
        };
        command.SetAction((parsed, _) => Task.FromResult(Count(parsed)));
        HelpWithExamples.Add(command,
            """
            Examples:
              steadytrace count ~/lttng-traces/my-session
              steadytrace count --by event,process --top 50 trace/
              steadytrace count --by cpu --event 'sched_*' --event '!sched_stat_*' trace/
              steadytrace count --by process --cpu-time trace/
              steadytrace count --process 'kworker/*' --process postgres host-1/ host-2/
              steadytrace count --from +1.5s --to +1.75s trace/
              steadytrace count --from 2026-11-24T10:00:00Z --to 2026-11-24T10:05:00.250Z trace/
              steadytrace count --interval 10sec --json trace/ | jq .byProcess
              steadytrace count --interval 1min --format graphite trace/ | nc -N graphite 2003

            A TIME is a date and time (UTC unless it says +02:00 or the like), Unix seconds (1795514400.5), a time of day
            (10:00:00.5, UTC, on the day on which the trace begins), or told from the trace's begin (+250ms; ns us ms s min h).
            What was lost is always that of the whole range: nobody knows of what kind it was.
            CPU time is that of whole processes, whichever events are asked for, and its shares are of all CPUs' time.

            What is damaged is named on standard error, one line each, and makes the exit code 1; all that is valid before it is counted.
            """);
        return command;
    }

    private static int Count(ParseResult parsed)
    {
        var format = FormatOf(parsed);
        var by = new CountBy(parsed.GetValue(By));
        if (format == "graphite" && by.Name is not null) throw new MistakeException($"--by {by.Name} and --format graphite exclude each other: metric lines are always by event and by process");
        var cpuTime = parsed.GetValue(CpuTime);
        if (cpuTime && format == "graphite") throw new MistakeException("--cpu-time and --format graphite exclude each other: there are no metrics of it");
        if (cpuTime && format == "table" && !by.Shows("process")) throw new MistakeException($"--cpu-time and --by {by.Name} exclude each other: the table of processes tells it (--by process)");
        IntervalLength? interval = IntervalLength.TryParse(parsed.GetValue(Interval), out var length) ? length : format == "graphite" ? IntervalLength.OneMinute : null;
        var paths = parsed.GetRequiredValue(Paths);
        foreach (var path in paths) TracePath.Check(path);
        var range = new AskedRange(parsed.GetValue(From), parsed.GetValue(To));
        var progress = new CountProgress();
        var options = range.ApplyTo(new CountOptions
        {
            Interval = interval,
            Threads = parsed.GetValue(Threads),
            MaximumEntries = parsed.GetValue(MaxEntries),
            PlanFromBytes = parsed.GetValue(Reader) is null ? PlanFromBytes : 0,
            Reader = parsed.GetValue(Reader) == "checked" ? ReaderKind.Checked : ReaderKind.Plan,
            Split = by.Split,
            CpuTime = cpuTime,
            WithSpan = format == "table",
            Progress = progress,
        }, paths);

        using var interruption = new Interruption();
        try
        {
            var counted = progress.Watch(paths, () => CountedPaths.Count(paths, options, parsed.GetValue(GlobalOptions.Verbose), interruption.Token));
            foreach (var line in counted.Lines.SelectMany(text => text.Split(Environment.NewLine))) Terminal.Error.WriteLine($"steadytrace: {PrintableText.Of(line)}");
            if (counted.Read > 0) Print(parsed, format, by, interval, range, new CountAnswer(counted, FilterOf(parsed)));
            return counted.Faults == 0 ? 0 : CommandLine.Failed;
        }
        catch (OperationCanceledException) when (interruption.Token.IsCancellationRequested)
        {
            Interruption.Tell();
            return Interruption.ExitCode;
        }
    }

    private static string FormatOf(ParseResult parsed)
    {
        var format = parsed.GetValue(Format) ?? "table";
        if (!parsed.GetValue(GlobalOptions.Json)) return format;
        if (parsed.GetResult(Format) is { Implicit: false } && format != "json") throw new MistakeException($"--json and --format {format} exclude each other: give one of them");
        return "json";
    }

    private static PairFilter FilterOf(ParseResult parsed) =>
        new(new NamePatterns(Events.Name, parsed.GetValue(Events) ?? []), new NamePatterns(Processes.Name, parsed.GetValue(Processes) ?? []));

    private static void Print(ParseResult parsed, string format, CountBy by, IntervalLength? interval, AskedRange range, CountAnswer answer)
    {
        var paths = parsed.GetRequiredValue(Paths);
        switch (format)
        {
            case "json":
                CountJson.Print(answer, by, withIntervals: interval is not null, parsed.GetValue(CpuTime));
                break;
            case "graphite":
                CountLines.Print(answer, interval!.Value, TracePath.RecorderOf(paths[0]), parsed.GetValue(Datacenter) ?? "local", parsed.GetValue(Host) ?? Environment.MachineName);
                if (EmptyAnswer.Reason(answer, range, paths) is { } nothing) Terminal.Error.WriteLine($"steadytrace: {nothing}");
                break;
            default:
                CountTable.Print(answer, by, parsed.GetValue(Top), interval, EmptyAnswer.Reason(answer, range, paths), parsed.GetValue(CpuTime));
                break;
        }
    }
}
