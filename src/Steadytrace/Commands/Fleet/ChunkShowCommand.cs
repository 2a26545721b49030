using System.CommandLine;
using Steadytrace.Cluster.Fleet;
using Steadytrace.Commands.Options;
using Steadytrace.Output;

namespace Steadytrace.Commands.Fleet;

/// <summary><c>steadytrace chunk show</c>.</summary>
internal static class ChunkShowCommand
{
    public static Command Build()
    {
        var host = new Argument<string?>("HOST") { Description = "The host's name; may be left out where there is only one.", Arity = ArgumentArity.ZeroOrOne };
        var limit = CheckedOption.Number("--limit", "At most so many, the oldest first.", 1, 10_000, 50);
        var command = new Command("show", "Chunks of a host's spool, oldest first: those that wait to be counted, and the latest decided ones that are not published yet.") { host, limit };
        command.SetAction((parsed, cancellation) => ShowAsync(parsed, parsed.GetValue(host), parsed.GetValue(limit), cancellation));
        HelpWithExamples.Add(command, "Example:\n  steadytrace chunk show laptop --limit 10\n");
        return command;
    }

    private static async Task<int> ShowAsync(ParseResult parsed, string? host, int limit, CancellationToken cancellation)
    {
        var chunks = await FleetConnection.AskAsync(parsed, async fleet =>
            await fleet.ChunksAsync(host ?? await OnlyHostAsync(fleet, cancellation).ConfigureAwait(false), limit, cancellation).ConfigureAwait(false)).ConfigureAwait(false);
        if (parsed.GetValue(GlobalOptions.Json))
        {
            Json.Print(chunks, FleetJson.Default.IReadOnlyListChunkView);
            return 0;
        }

        if (chunks.Count == 0) Terminal.WriteLine("no chunks in the spool");
        else ChunkTables.Print(Tables.Screen(), chunks, TimeProvider.System.GetUtcNow());
        return 0;
    }

    private static async Task<string> OnlyHostAsync(IFleet fleet, CancellationToken cancellation)
    {
        var view = await fleet.ViewAsync(cancellation).ConfigureAwait(false);
        var hosts = view.Sources.Select(source => source.Host).Distinct().Order(StringComparer.Ordinal).ToList();
        return hosts switch
        {
            [{ } only] => only,
            [] => throw new FailureException("no host of the fleet has a tracer: there are no chunks to show"),
            _ => throw new MistakeException($"several hosts have chunks: name one of {string.Join(", ", hosts.Take(10))}"),
        };
    }
}
