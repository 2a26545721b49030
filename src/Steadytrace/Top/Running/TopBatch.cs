using Steadytrace.Cluster.Top;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;
using Spectre.Console;
using Steadytrace.Output;
using Steadytrace.Top.Model;
using Steadytrace.Top.Screen;
using Steadytrace.Top.Sources;

namespace Steadytrace.Top.Running;

/// <summary>Looks one after another on standard output, for programs and pipes: each of a whole interval.</summary>
internal sealed class TopBatch(TopQuestion question, BatchOptions options, TextWriter output)
{
    private const int StandardOutput = 1;
    private readonly TopModel _model = new();
    private readonly AlignedLooks _aligned = new(question.Interval, options.IsExact);

    /// <summary>Prints until enough is printed, or a person or the reader ends it.</summary>
    /// <exception cref="TopSourceException">The source does not answer.</exception>
    public static async Task PrintAsync(ITopSource source, TopQuestion question, BatchOptions options, CancellationToken cancellation)
    {
        // The framework's own writer hides it when nobody reads any more, and this would go on for ever.
        using var handle = new SafeFileHandle(StandardOutput, ownsHandle: false);
        var output = new StreamWriter(new FileStream(handle, FileAccess.Write, bufferSize: 0), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        await using (output.ConfigureAwait(false))
        {
            try
            {
                await new TopBatch(question, options, output).RunAsync(source, cancellation).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                // A signal asked the program to end.
            }
            catch (IOException) when (!Terminal.IsOutputRedirected || options.Looks is null)
            {
                // The reader has seen enough.
            }
        }
    }

    /// <summary>Prints so many looks.</summary>
    public async Task RunAsync(ITopSource source, CancellationToken cancellation)
    {
        for (var printed = 0; options.Looks is null || printed < options.Looks;)
        {
            if (_aligned.TryTake(_model) is { } look)
            {
                Print(look);
                await output.FlushAsync(cancellation).ConfigureAwait(false);
                printed++;
            }
            else
            {
                _model.Take(await source.NextAsync(cancellation).ConfigureAwait(false));
            }
        }
    }

    private void Print(AlignedLook look)
    {
        if (options.Json) output.WriteLine(JsonSerializer.Serialize(LookView.Of(_model, question, look, options.Rows), LookJson.Default.LookView));
        else PrintTable(_model.Look(question, DateTimeOffset.FromUnixTimeSeconds(look.Span.From), look.Span), look.IsComplete);
    }

    private void PrintTable(TopLook look, bool isComplete)
    {
        var columns = TopColumns.Fitting(look.Question, Tables.WidthOfNoTerminal).Where(column => column.IsOfLook).ToList();
        var table = Tables.New([.. columns.Select(column => (column.IsText ? "" : ">") + column.Heading.ToLowerInvariant())]);
        foreach (var row in look.Rows.Take(options.Rows)) table.Row([.. columns.Select(column => column.Cell(row))]);
        var start = look.At.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
        var screen = Terminal.IsOutputRedirected ? Tables.Plain(output) : Tables.Screen();
        screen.WriteLine();
        screen.WriteLine($"{start} {look.Question.Interval.Words}: {Figures.Count(look.Total.Events)} events, {Figures.Count(look.Total.Lost)} lost{(isComplete ? "" : ", not every host counted wholly")}");
        screen.Print(table);
    }
}
