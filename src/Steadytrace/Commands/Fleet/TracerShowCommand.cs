using System.CommandLine;
using Steadytrace.Commands.Options;
using Steadytrace.Output;

namespace Steadytrace.Commands.Fleet;

/// <summary><c>steadytrace tracer show</c>.</summary>
internal static class TracerShowCommand
{
    private const int MostIntervals = 1_000;

    public static Command Build()
    {
        var command = new Command("show", "Every host's recorders: state, counts, losses by CPU and interval, spool, how far they are published.");
        command.SetAction(ShowAsync);
        return command;
    }

    private static async Task<int> ShowAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var (view, intervals) = await FleetConnection.AskAsync(parsed, async fleet =>
        (
            await fleet.ViewAsync(cancellation).ConfigureAwait(false),
            await fleet.IntervalsAsync(MostIntervals, cancellation).ConfigureAwait(false)
        )).ConfigureAwait(false);
        if (parsed.GetValue(GlobalOptions.Json))
        {
            Json.Print(view.Sources, FleetPartsJson.Default.IReadOnlyListSourceView);
            return 0;
        }

        var screen = Tables.Screen();
        FleetTables.PrintSources(screen, view);
        FleetTables.PrintLosses(screen, intervals, view.At);
        FleetTables.WarnOfUnanswered(view);
        return 0;
    }
}
