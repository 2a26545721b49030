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

    /// <summary>Gives a command what it needs to find a node, and to be let in.</summary>
    public static void AddTo(Command command)
    {
        command.Options.Add(Node);
        command.Options.Add(NodeAccess.AuthorityFile);
        command.Options.Add(NodeAccess.TokenFile);
    }

    /// <summary>Asks a node, and says how to point to another where it does not answer.</summary>
    public static async Task<T> AskAsync<T>(ParseResult parsed, Func<IFleet, Task<T>> ask)
    {
        using var http = Open(parsed, out _);
        try
        {
            return await ask(new FleetClient(http)).ConfigureAwait(false);
        }
        catch (FleetRequestException exception) when (exception.Status is null)
        {
            throw Failure(exception);
        }
    }

    /// <summary>The way to a node.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="isNamed">Somebody has named it; else it is the one that may run on this machine.</param>
    public static HttpClient Open(ParseResult parsed, out bool isNamed)
    {
        (var address, isNamed) = AddressOf(parsed);
        return NodeAccess.Open(parsed, address, TimeLimit);
    }

    /// <summary>What a person is told of a node that does not answer, or refuses.</summary>
    public static Exception Failure(FleetRequestException exception) => exception.Status is not null
        ? exception
        : new FailureException($"{exception.Message.TrimEnd('.')}: start one with 'steadytrace up', or name one with --node URL or {EnvironmentSettings.NodeVariable}", exception);

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

    private static (Uri Address, bool IsNamed) AddressOf(ParseResult parsed)
    {
        var option = parsed.GetValue(Node);
        var variable = Environment.GetEnvironmentVariable(EnvironmentSettings.NodeVariable);
        var (text, origin) = option is { Length: > 0 } ? (option, "--node") : variable is { Length: > 0 } ? (variable, EnvironmentSettings.NodeVariable) : (DefaultNode, "");
        if (!text.Contains("://", StringComparison.Ordinal)) text = $"http://{text}";
        return Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && address.AbsolutePath == "/"
            ? (address, origin.Length > 0)
            : throw new MistakeException($"{origin} is '{text}': expected a node's address, like {DefaultNode}");
    }
}
