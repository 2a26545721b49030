using System.Globalization;
using Spectre.Console;
using Steadytrace.Cluster.Fleet;
using Steadytrace.Output;

namespace Steadytrace.Commands.Fleet;

/// <summary>Tables of the chunks in a spool: one for each run, that fits eighty columns, and what is to be said of single chunks below it.</summary>
internal static class ChunkTables
{
    public static void Print(IAnsiConsole screen, IReadOnlyList<ChunkView> chunks, DateTimeOffset now)
    {
        foreach (var run in chunks.GroupBy(chunk => (chunk.Host, chunk.Recorder, chunk.Run)).OrderBy(run => run.Key.Recorder, StringComparer.Ordinal).ThenBy(run => run.Key.Run))
        {
            screen.WriteLine();
            screen.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{run.Key.Recorder} on {run.Key.Host}, run {run.Key.Run}"));
            PrintRun(screen, [.. run], now);
        }
    }

    private static void PrintRun(IAnsiConsole screen, IReadOnlyList<ChunkView> chunks, DateTimeOffset now)
    {
        // Most spools compress nothing.
        var isAnyCompressed = chunks.Any(chunk => chunk.CompressedBytes is not null);
        var table = new FittedTable([">chunk", "begin", ">length", ">size", .. isAnyCompressed ? [">compressed"] : Array.Empty<string>(), "state", ">tries"]);
        foreach (var chunk in chunks)
        {
            table.Row([
                chunk.Number.ToString(CultureInfo.InvariantCulture), Figures.Time(chunk.Begin, now), Length(chunk, now), Figures.Size(chunk.Bytes),
                .. isAnyCompressed ? [chunk.CompressedBytes is { } bytes ? Figures.Size(bytes) : ""] : Array.Empty<string>(), chunk.State, Figures.Count(chunk.Tries)]);
        }

        table.Print(screen);
        foreach (var chunk in chunks.Where(chunk => chunk.Reason.Length > 0))
            screen.WriteLine(string.Create(CultureInfo.InvariantCulture, $"chunk {chunk.Number}, {chunk.State}: {chunk.Reason}"));
    }

    /// <summary>Of the chunk that is recorded into: so far.</summary>
    private static string Length(ChunkView chunk, DateTimeOffset now) => Figures.Duration(Math.Max(0, ((chunk.End ?? now) - chunk.Begin).TotalSeconds));
}
