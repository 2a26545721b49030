using Steadytrace.Cluster.Top;
using System.CommandLine;
using Steadytrace.Commands.Fleet;
using Steadytrace.Commands.Options;
using Steadytrace.Top.Running;

namespace Steadytrace.Commands;

/// <summary><c>steadytrace top</c>.</summary>
internal static class TopCommand
{
    private static readonly Argument<string?> Address = new("ADDRESS") { Description = "A live session at a relay daemon of LTTng: net://HOST[:PORT]/host/HOSTNAME/SESSION.", Arity = ArgumentArity.ZeroOrOne };
    private static readonly Option<bool> Local = new("--local") { Description = "Record this machine for this look alone, whether a node answers or not." };
    private static readonly Option<string?> Host = new("--host") { Description = "Only this host.", HelpName = "NAME" };
    private static readonly Option<string?> Interval = CheckedOption.Choice("--interval", "How many seconds a look is long. [default: 1sec]", [.. TopInterval.All.Select(interval => interval.Name)]);
    private static readonly Option<string?> By = CheckedOption.Choice("--by", "What rows are. [default: process]", "process", "type", "event", "host");
    private static readonly Option<string?> Sort = CheckedOption.Choice("--sort", "What rows are ordered by. [default: events]", "events", "cpu", "minute", "lost", "name");
    private static readonly Option<string?> Filter = new("--filter") { Description = "Only rows with this text in name or host.", HelpName = "TEXT" };
    private static readonly Option<bool> HostsApart = new("--hosts-apart") { Description = "A row for each host, instead of one for all together." };
    private static readonly Option<bool> Once = new("--once") { Description = "Print one look and end; as --batch 1." };
    private static readonly Option<int?> Batch = new("--batch") { Description = "Print N looks and end. With --json an object a look, each on a line.", HelpName = "N", CustomParser = result => CheckedOption.ParseNumber(result, "--batch", 1, int.MaxValue) };
    private static readonly Option<bool> Exact = new("--exact") { Description = "For --json and --batch: wait until nothing of an interval can change any more. Its counts are those that are published." };
    private static readonly Option<int> Rows = CheckedOption.Number("--rows", "For --json and --batch: rows of each kind.", 1, 1_000_000, 20);

    public static Command Build()
    {
        var command = new Command("top", "Live view in the terminal: events a second by process, type, event and host.")
        {
            Address, Local, Host, Interval, By, Sort, Filter, HostsApart, Once, Batch, Exact, Rows, FleetConnection.Node, NodeAccess.AuthorityFile, NodeAccess.TokenFile,
        };
        command.SetAction((parsed, _) => RunAsync(parsed));
        HelpWithExamples.Add(command,
            """
            Shows all hosts of the cluster of the node that answers; where none is named and none answers here, this machine,
            which it records for as long as it looks.

            Keys: 1 2 3 4 processes, types, events, hosts · s sort · r reverse · i interval · / filter · a hosts apart · enter open ·
            esc all · space pause · ? all keys · q quit

            Without a terminal, with --json, --once and --batch it prints looks one after another, each of a whole interval, aligned as published
            ones are.

            Examples:
              steadytrace top
              sudo steadytrace top --local
              steadytrace top --node http://10.0.0.7:9470 --by host
              steadytrace top net://relay/host/web1/my-session
              steadytrace top --once --interval 5sec --by event
              steadytrace top --json --interval 10sec --exact | jq -c '[.start, .events, .lost]'
            """);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed)
    {
        var question = QuestionOf(parsed);
        var isExact = parsed.GetValue(Exact);
        int? looks = parsed.GetValue(Once) ? 1 : parsed.GetValue(Batch);
        if (parsed.GetValue(Once) && parsed.GetValue(Batch) is not null) throw new MistakeException("--once and --batch exclude each other: give one of them");
        var isBatch = looks is not null || isExact || parsed.GetValue(GlobalOptions.Json) || !TopTerminal.IsThere;
        using var end = new EndSignals();
        var source = await TopSources.OpenAsync(parsed, parsed.GetValue(Address), parsed.GetValue(Local), parsed.GetValue(Host), end.Token).ConfigureAwait(false);
        await using (source.ConfigureAwait(false))
        {
            if (isBatch) await TopBatch.PrintAsync(source, question, new BatchOptions(looks, parsed.GetValue(GlobalOptions.Json), parsed.GetValue(Rows), isExact), end.Token).ConfigureAwait(false);
            else await new TopLoop(source, new Top.Keys.TopState { Question = question }, TimeProvider.System).RunAsync(end.Token).ConfigureAwait(false);
        }

        return 0;
    }

    private static TopQuestion QuestionOf(ParseResult parsed) => new()
    {
        View = parsed.GetValue(By) switch { "type" => TopView.Types, "event" => TopView.Events, "host" => TopView.Hosts, _ => TopView.Processes },
        Sort = parsed.GetValue(Sort) is { } sort ? Enum.Parse<TopSort>(sort, ignoreCase: true) : TopSort.Events,
        Filter = parsed.GetValue(Filter) ?? "",
        Host = parsed.GetValue(Host),
        AreHostsApart = parsed.GetValue(HostsApart),
        Interval = parsed.GetValue(Interval) is { } name ? TopInterval.Named(name) : TopInterval.All[0],
    };
}
