using System.CommandLine;
using Steadytrace.Commands.Options;
using Steadytrace.Settings;
using Steadytrace.Traces.Tallies;

namespace Steadytrace.Commands;

/// <summary><c>steadytrace up</c>.</summary>
internal static class UpCommand
{
    private static readonly Option<string?> Interval = CheckedOption.Choice("--interval", "Length of the intervals. [default: 1min]", [.. IntervalLength.Names]);
    private static readonly Option<string?> RabbitMq = new("--rabbitmq") { Description = "Publish to this broker: amqp://user@host. Others on this machine can read arguments, so a password belongs into STEADYTRACE__RABBITMQ__PASSWORD_FILE, the file that holds it.", HelpName = "URI" };
    private static readonly Option<string?> Carbon = new("--carbon") { Description = "Move the metrics on from the broker to Graphite's carbon; needs --rabbitmq.", HelpName = "HOST:PORT" };
    private static readonly Option<string?> Recorder = CheckedOption.Text("--recorder", "NAME", "What records: ftrace, lttng, or replay[:PATH] of a recorded trace. [default: ftrace as root, else lttng where it runs, else replay of the sample]", "ftrace, lttng, replay or replay:PATH", IsRecorder);
    private static readonly Option<int?> Port = new("--port") { Description = "Port of console and API on this machine's loopback; 0 takes any. [default: 9470]", HelpName = "N", CustomParser = result => CheckedOption.ParseNumber(result, "--port", 0, 65535) };
    private static readonly Option<string?> Listen = new("--listen") { Description = "Address and port of console and API, where others shall reach them; they must show the token of STEADYTRACE__HTTP__TOKEN_FILE.", HelpName = "ADDRESS:PORT" };
    private static readonly Option<string?> Spool = new("--spool") { Description = "The spool's folder; the next start goes on with it.", HelpName = "DIR" };
    private static readonly Option<string?> Datacenter = new("--datacenter") { Description = "The datacenter's name in metrics. [default: local]", HelpName = "NAME" };
    private static readonly Option<string?> Host = new("--host") { Description = "This machine's name in metrics. [default: its host name]", HelpName = "NAME" };
    private static readonly Option<string[]> Files = new("--config") { Description = "A configuration file below these options; may be given several times.", HelpName = "FILE", Arity = ArgumentArity.OneOrMore };
    private static readonly Option<int> Top = CheckedOption.Number("--top", "Rows of each table.", 1, 20, 10);

    public static Command Build()
    {
        var command = new Command("up", "One process, all roles, nothing to install: records this machine's kernel, counts, shows.")
        {
            Interval, RabbitMq, Carbon, Recorder, Port, Listen, Spool, Datacenter, Host, Files, Top,
        };
        command.SetAction(RunAsync);
        HelpWithExamples.Add(command,
            """
            Prints tables of what it counts, the first within 15 seconds, then one every interval; the console is at http://127.0.0.1:9470.
            Ctrl-C stops, and leaves nothing of its tracing behind.

            Examples:
              sudo steadytrace up
              sudo steadytrace up --interval 10sec
              steadytrace up --recorder replay:/path/to/trace --interval 1sec
              STEADYTRACE__RABBITMQ__PASSWORD_FILE=/etc/steadytrace/broker sudo -E steadytrace up --rabbitmq amqp://me@broker
            """);
        return command;
    }

    private static Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        if (parsed.GetValue(Port) is not null && parsed.GetValue(Listen) is not null) throw new MistakeException("--port and --listen exclude each other: give one of them");
        if (HoldsPassword(parsed.GetValue(RabbitMq)))
            throw new MistakeException("--rabbitmq holds a password, and others on this machine can read arguments: leave it out, and name a file that holds it in STEADYTRACE__RABBITMQ__PASSWORD_FILE (or set STEADYTRACE__RABBITMQ__URI)");
        var settings = EffectiveSettings.Load(UpDefaults.Settings, parsed.GetValue(Files) ?? [], Environment.GetEnvironmentVariables(), OptionsOf(parsed));
        return Hosting.NodeStart.UpAsync(settings, parsed.GetValue(Top), parsed.GetValue(GlobalOptions.Json), parsed.GetValue(GlobalOptions.Verbose));
    }

    private static IEnumerable<Setting> OptionsOf(ParseResult parsed)
    {
        var recorder = parsed.GetValue(Recorder)?.Split(':', 2);
        var port = parsed.GetValue(Port) is { } number ? FormattableString.Invariant($"127.0.0.1:{number}") : null;
        var hasBridge = parsed.GetValue(Carbon) is not null;
        (string Key, string? Value, string Option)[] given =
        [
            (SettingKeys.Interval, parsed.GetValue(Interval), "--interval"),
            (SettingKeys.RabbitMqUri, parsed.GetValue(RabbitMq), "--rabbitmq"),
            (SettingKeys.Carbon, parsed.GetValue(Carbon), "--carbon"),
            (SettingKeys.Roles, hasBridge ? "tracer,parser,aggregator,console,bridge" : null, "--carbon"),
            (SettingKeys.Recorders, recorder?[0], "--recorder"),
            (SettingKeys.ReplayPath, recorder is [_, { } path] ? path : null, "--recorder"),
            (SettingKeys.HttpListen, port, "--port"),
            (SettingKeys.HttpListen, parsed.GetValue(Listen), "--listen"),
            (SettingKeys.SpoolDirectory, parsed.GetValue(Spool), "--spool"),
            (SettingKeys.Datacenter, parsed.GetValue(Datacenter), "--datacenter"),
            (SettingKeys.Host, parsed.GetValue(Host), "--host"),
        ];
        return given.Where(one => one.Value is not null).Select(one => Setting.Of(one.Key, one.Value!, one.Option));
    }

    private static bool HoldsPassword(string? uri)
    {
        var user = uri is null ? "" : uri[(uri.IndexOf("://", StringComparison.Ordinal) is >= 0 and var begin ? begin + 3 : 0)..];
        return user.LastIndexOf('@') is > 0 and var at && user.IndexOf(':', StringComparison.Ordinal) is >= 0 and var colon && colon < at;
    }

    private static bool IsRecorder(string text) => text is "ftrace" or "lttng" or "replay" || (text.StartsWith("replay:", StringComparison.Ordinal) && text.Length > "replay:".Length);
}
