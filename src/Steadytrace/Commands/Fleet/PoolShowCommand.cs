using System.CommandLine;
using Steadytrace.Commands.Options;
using Steadytrace.Output;

namespace Steadytrace.Commands.Fleet;

/// <summary><c>steadytrace pool show</c>.</summary>
internal static class PoolShowCommand
{
    public static Command Build()
    {
        var command = new Command("show", "Every pool with its workers and what they have counted.");
        command.SetAction(ShowAsync);
        return command;
    }

    private static async Task<int> ShowAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var view = await FleetConnection.AskAsync(parsed, fleet => fleet.ViewAsync(cancellation)).ConfigureAwait(false);
        if (parsed.GetValue(GlobalOptions.Json))
        {
            Json.Print(view.Pools, FleetPartsJson.Default.IReadOnlyListPoolView);
            return 0;
        }

        FleetTables.PrintPools(Tables.Screen(), view);
        FleetTables.WarnOfUnanswered(view);
        return 0;
    }
}
