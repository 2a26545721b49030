using System.CommandLine;
using Steadytrace.Cluster.Fleet;
using Steadytrace.Settings;
using Steadytrace.Settings.Parts;

namespace Steadytrace.Commands.Fleet;

/// <summary>A node that terminal commands talk to.</summary>
internal static class FleetConnection
{
    /// <summary>Longer than a node waits for its cluster.</summary>
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(20);

    private static readonly string DefaultNode = $"http://127.0.0.1:{HttpSettings.DefaultPort}";

    /// <summary>Which node to ask.</summary>
    public static Option<string?> Node { get; } = new("--node")
    {
        Description = $"A node of the cluster to ask; any will do. [default: {EnvironmentSettings.NodeVariable}, else {DefaultNode}]",
        HelpName = "URL",
        Recursive = true,
    };

    /// <summary>Asks a node, and says how to point to another where it does not answer.</summary>
    public static async Task<T> AskAsync<T>(ParseResult parsed, Func<IFleet, Task<T>> ask)
    {
        using var http = new HttpClient { BaseAddress = AddressOf(parsed), Timeout = TimeLimit };
        try
        {
            return await ask(new FleetClient(http)).ConfigureAwait(false);
        }
        catch (FleetRequestException exception) when (exception.Status is null)
        {
            throw new FailureException($"{exception.Message.TrimEnd('.')}: start one with 'steadytrace up', or name one with --node URL or {EnvironmentSettings.NodeVariable}", exception);
        }
    }

    /// <summary>Asks for something to be done, and tells how it went.</summary>
    public static async Task<int> CommandAsync(ParseResult parsed, Func<IFleet, Task<CommandResult>> command)
    {
        var result = await AskAsync(parsed, command).ConfigureAwait(false);
        if (parsed.GetValue(Options.GlobalOptions.Json))
        {
            Output.Json.Print(result, FleetJson.Default.CommandResult);
            return result.Done ? 0 : CommandLine.Failed;
        }

        if (!result.Done) throw new FailureException(result.Message);
        Terminal.WriteLine(result.Message);
        return 0;
    }

    private static Uri AddressOf(ParseResult parsed)
    {
        var option = parsed.GetValue(Node);
        var variable = Environment.GetEnvironmentVariable(EnvironmentSettings.NodeVariable);
        var (text, origin) = option is { Length: > 0 } ? (option, "--node") : variable is { Length: > 0 } ? (variable, EnvironmentSettings.NodeVariable) : (DefaultNode, "");
        if (!text.Contains("://", StringComparison.Ordinal)) text = $"http://{text}";
        return Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && address.AbsolutePath == "/"
            ? address
            : throw new MistakeException($"{origin} is '{text}': expected a node's address, like {DefaultNode}");
    }
}
