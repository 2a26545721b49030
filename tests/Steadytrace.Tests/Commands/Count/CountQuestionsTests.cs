using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Steadytrace.Testing;

namespace Steadytrace.Tests.Commands.Count;

/// <summary>What can be asked of a trace, asked as a process and held against the whole count's pairs.</summary>
public sealed partial class CountQuestionsTests
{
    private const string Trace = "kernel-16cores";

    [SharedTraceFact]
    public async Task Filters_keep_the_pairs_that_fit_and_every_count_agrees()
    {
        var whole = await JsonAsync("count", SharedTraces.Path(Trace));
        var expected = Counts(whole, "byPair").Where(pair => pair.Key.Split('\t') is [var name, var process]
            && (name.StartsWith("sched_", StringComparison.Ordinal) || name == "irq_softirq_entry") && !name.StartsWith("sched_wak", StringComparison.Ordinal)
            && process.StartsWith("swapper/1", StringComparison.Ordinal) && process != "swapper/12").ToDictionary();

        var part = await JsonAsync("count", "--event", "sched_*", "--event", "irq_softirq_entry", "--event", "!sched_wak*", "--process", "swapper/1*", "--process", "!swapper/12", SharedTraces.Path(Trace));

        Assert.NotEmpty(expected);
        Assert.Equal(expected, Counts(part, "byPair"));
        Assert.Equal(expected.Values.Sum(), part.GetProperty("events").GetInt64());
        Assert.Equal(Sum(expected, 0), Counts(part, "byEvent"));
        Assert.Equal(Sum(expected, 1), Counts(part, "byProcess"));
    }

    [SharedTraceTheory]
    [InlineData("cpu", "byCpu", "cpu 13", 16)]
    [InlineData("stream", "byStream", "channel0_13", 16)]
    public async Task Json_has_the_parts_that_are_asked_for(string by, string property, string name, int parts)
    {
        var whole = await JsonAsync("count", "--by", by, SharedTraces.Path(Trace));
        var part = await JsonAsync("count", "--by", by, "--event", "sched_*", SharedTraces.Path(Trace));

        Assert.Equal(parts, Counts(whole, property).Count);
        Assert.Equal(42_119, Counts(whole, property)[name]);
        Assert.Equal(whole.GetProperty("events").GetInt64(), Counts(whole, property).Values.Sum());
        Assert.Equal(part.GetProperty("events").GetInt64(), Counts(part, property).Values.Sum());
        Assert.False((await JsonAsync("count", SharedTraces.Path("kernel-big-endian"))).TryGetProperty(property, out _));
    }

    [SharedTraceFact]
    public async Task Ranges_that_meet_make_up_the_whole()
    {
        var events = 0L;
        foreach (var range in new string[][] { ["--to", "+500ms"], ["--from", "18:02:05.696274002", "--to", "2016-07-20T20:02:06.196274002+02:00"], ["--from", "1469037726.196274002"] })
        {
            var part = (await JsonAsync(["count", .. range, SharedTraces.Path(Trace)])).GetProperty("events").GetInt64();
            Assert.InRange(part, 1, 388_737);
            events += part;
        }

        Assert.Equal(388_738, events);
    }

    [SharedTraceFact]
    public async Task Cpu_time_of_processes_is_told_where_it_is_asked_for()
    {
        var plain = await JsonAsync("count", SharedTraces.Path(Trace));
        var whole = await JsonAsync("count", "--cpu-time", "--interval", "1sec", SharedTraces.Path(Trace));
        var part = await JsonAsync("count", "--cpu-time", "--process", "mysqld", "--event", "none", SharedTraces.Path(Trace));
        var table = await SteadytraceCommand.RunAsync("count", "--cpu-time", "--by", "process", "--top", "1000", SharedTraces.Path(Trace));

        Assert.False(plain.TryGetProperty("cpuByProcess", out _));
        var times = Counts(whole, "cpuByProcess");
        Assert.Equal(Counts(plain, "byProcess"), Counts(whole, "byProcess"));
        Assert.Equal(times, whole.GetProperty("intervals").EnumerateArray().SelectMany(interval => Counts(interval, "cpuByProcess")).GroupBy(time => time.Key).ToDictionary(time => time.Key, time => time.Sum(one => one.Value)));
        Assert.Equal(0, whole.GetProperty("cpuLost").GetInt64());
        Assert.Equal(new Dictionary<string, long> { ["mysqld"] = times["mysqld"] }, Counts(part, "cpuByProcess"));
        Assert.All(times, time => Assert.Contains($" {(time.Value / 1e9).ToString("#,0.000000", CultureInfo.InvariantCulture)} s ", table.Output));
    }

    [SharedTraceTheory]
    [InlineData("event")]
    [InlineData("process")]
    [InlineData("event,process")]
    [InlineData("process,event")]
    [InlineData("cpu")]
    [InlineData("stream")]
    public async Task A_table_s_columns_add_up_with_its_last_row(string by)
    {
        var outcome = await SteadytraceCommand.RunAsync("count", "--by", by, "--top", "3", SharedTraces.Path(Trace));

        var rows = CountAndShare().Matches(outcome.Output).ToList();
        Assert.Equal(0, outcome.ExitCode);
        Assert.Equal(4, rows.Count);
        Assert.Equal(388_738, rows.Sum(row => long.Parse(row.Groups[1].Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture)));
        Assert.InRange(rows.Sum(row => double.Parse(row.Groups[2].Value, CultureInfo.InvariantCulture)), 99.7, 100.3);
        Assert.Matches(@"\n\(\d+(,\d+)? others\) ", outcome.Output);
        Assert.All(outcome.Output.Split('\n'), line => Assert.InRange(line.Length, 0, 80));
    }

    [SharedTraceFact]
    public async Task The_heading_tells_span_rate_loss_and_filter()
    {
        var outcome = await SteadytraceCommand.RunAsync("count", "--event", "sample*", SharedTraces.Path("kernel-and-ust-lost"));

        Assert.StartsWith(
            """
            events   4,000 of 4,272 (93.6 %) in 46 packets, 16 a second
            time     2019-08-05 19:15:41.344453871 to 19:19:59.183651078 UTC, 4 min
            lost     728 events, of the whole trace: nobody knows of what kind
            filter   --event 'sample*'

            event 
            """.TrimEnd(), outcome.Output, StringComparison.Ordinal);
    }

    [SharedTraceTheory]
    [InlineData("none of the 205 names of events fits --event 'Sched_*'.", "--event", "Sched_*")]
    [InlineData("fits --process 'nobody'.", "--process", "nobody")]
    [InlineData("the processes that fit --process 'swapper/*' have none that fits --event 'ext4_*'.", "--process", "swapper/*", "--event", "ext4_*")]
    [InlineData("none lies in this range of time; the trace begins at 2016-07-20 18:02:05.196274002 UTC.", "--to", "2016-07-20T00:00:00Z")]
    public async Task An_empty_answer_says_why(string expected, params string[] question)
    {
        var outcome = await SteadytraceCommand.RunAsync(["count", .. question, SharedTraces.Path(Trace)]);

        Assert.Contains(expected, outcome.Output, StringComparison.Ordinal);
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
    }

    [SharedTraceFact]
    public async Task Graphite_lines_hold_what_fits_and_the_whole_trace_s_ledger()
    {
        var whole = await SteadytraceCommand.RunAsync("count", "--format", "graphite", "--interval", "1sec", SharedTraces.Path(Trace));
        var part = await SteadytraceCommand.RunAsync("count", "--format", "graphite", "--interval", "1sec", "--event", "sched_switch", SharedTraces.Path(Trace));

        Assert.Equal(Lines(whole, ".events.sched.sched_switch."), Lines(part, ".events."));
        Assert.NotEmpty(Lines(part, ".ledger."));
        Assert.Equal(Lines(whole, ".ledger."), Lines(part, ".ledger."));
    }

    [SharedTraceTheory]
    [InlineData("--from is 'yesterday': expected a time such as ", "--from", "yesterday")]
    [InlineData("--to is '+1 week': expected a time such as ", "--to", "+1 week")]
    [InlineData("--from is '+2s' and --to is '+1s': expected --to to be later", "--from", "+2s", "--to", "+1s")]
    [InlineData("--event is '!': expected a name, or a pattern such as ", "--event", "!")]
    [InlineData("--process is '': expected a name, or a pattern such as ", "--process", "")]
    [InlineData("--by is 'cpus': expected one of event, process, 'event,process', 'process,event', cpu, stream; did you mean cpu?", "--by", "cpus")]
    [InlineData("--top is '0': expected a whole number from 1 to 1000000", "--top", "0")]
    [InlineData("--by cpu and --format graphite exclude each other", "--by", "cpu", "--format", "graphite")]
    [InlineData("--cpu-time and --format graphite exclude each other", "--cpu-time", "--format", "graphite")]
    [InlineData("--cpu-time and --by event,process exclude each other", "--cpu-time", "--by", "event,process")]
    public async Task A_mistake_is_one_line_with_option_value_and_what_is_allowed(string expected, params string[] question)
    {
        var outcome = await SteadytraceCommand.RunAsync(["count", .. question, SharedTraces.Path(Trace)]);

        Assert.StartsWith("steadytrace: " + expected, outcome.ErrorLine, StringComparison.Ordinal);
        Assert.Equal((2, ""), (outcome.ExitCode, outcome.Output));
    }

    [Fact]
    public async Task Help_shows_an_example_of_each_question()
    {
        var outcome = await SteadytraceCommand.RunAsync("count", "--help");

        var examples = outcome.Output[outcome.Output.IndexOf("Examples:", StringComparison.Ordinal)..];
        Assert.All(["--from", "--to", "--event", "--process", "--by", "--top", "--interval", "--json", "--format graphite"], option => Assert.Contains(option, examples, StringComparison.Ordinal));
    }

    private static async Task<JsonElement> JsonAsync(params string[] arguments)
    {
        var outcome = await SteadytraceCommand.RunAsync([.. arguments, "--json"]);
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        using var json = JsonDocument.Parse(outcome.Output);
        return json.RootElement.Clone();
    }

    private static Dictionary<string, long> Counts(JsonElement json, string property) =>
        json.GetProperty(property).EnumerateObject().ToDictionary(count => count.Name, count => count.Value.GetInt64());

    private static Dictionary<string, long> Sum(Dictionary<string, long> pairs, int word) =>
        pairs.GroupBy(pair => pair.Key.Split('\t')[word], pair => pair.Value).ToDictionary(group => group.Key, group => group.Sum());

    private static List<string> Lines(CommandOutcome outcome, string part) => [.. outcome.Output.Split('\n').Where(line => line.Contains(part, StringComparison.Ordinal))];

    [GeneratedRegex(@"  ([\d,]+) +(\d+\.\d) %")]
    private static partial Regex CountAndShare();
}
