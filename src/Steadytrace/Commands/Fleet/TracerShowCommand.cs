using System.CommandLine;
using Steadytrace.Commands.Options;
using Steadytrace.Output;

namespace Steadytrace.Commands.Fleet;

/// <summary><c>steadytrace tracer show</c>.</summary>
internal static class TracerShowCommand
{
    public static Command Build()
    {
        var command = new Command("show", "Every host's recorders: state, counts, losses, spool, how far they are published.");
        command.SetAction(ShowAsync);
        return command;
    }

    private static async Task<int> ShowAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var view = await FleetConnection.AskAsync(parsed, fleet => fleet.ViewAsync(cancellation)).ConfigureAwait(false);
        if (parsed.GetValue(GlobalOptions.Json))
        {
            Json.Print(view.Sources, FleetPartsJson.Default.IReadOnlyListSourceView);
            return 0;
        }

        FleetTables.PrintSources(Tables.Screen(), view);
        FleetTables.WarnOfUnanswered(view);
        return 0;
    }
}
