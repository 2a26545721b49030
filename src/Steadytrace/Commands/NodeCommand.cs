using System.CommandLine;
using Steadytrace.Commands.Configuration;
using Steadytrace.Commands.Options;

namespace Steadytrace.Commands;

/// <summary><c>steadytrace node --config FILE…</c>.</summary>
internal static class NodeCommand
{
    public static Command Build()
    {
        var command = new Command("node", "One node of a cluster, as its configuration says.");
        NodeArguments.AddTo(command);
        command.SetAction(RunAsync);
        HelpWithExamples.Add(command,
            """
            Asked to stop by SIGTERM it leaves its recorder recording, for its successor to continue: a restart costs no events.
            'steadytrace config check' with the same options finds mistakes and starts nothing.

            Examples:
              steadytrace node --config shared.conf --config tracer.conf
              STEADYTRACE__CLUSTER__SEEDS=10.0.0.7:9471 STEADYTRACE__HTTP__TOKEN_FILE=/etc/steadytrace/token steadytrace node --role parser
            """);
        return command;
    }

    private static Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        if (!NodeArguments.IsGiven(parsed))
            throw new MistakeException("'steadytrace node' needs --config FILE or --role ROLE: cluster-config/ has a file for each role; for a single machine there is 'steadytrace up'");
        return Hosting.NodeStart.NodeAsync(NodeArguments.Load(parsed), parsed.GetValue(GlobalOptions.Json), parsed.GetValue(GlobalOptions.Verbose));
    }
}
