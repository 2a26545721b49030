using System.Globalization;
using Spectre.Console;
using Steadytrace.Output;
using Steadytrace.Top.Model;
using Steadytrace.Top.Screen;
using Steadytrace.Top.Sources;

namespace Steadytrace.Top.Running;

/// <summary>Looks one after another on standard output, for programs and pipes: each of a whole interval.</summary>
/// <param name="source">Where counts come from.</param>
/// <param name="question">What is to be seen.</param>
/// <param name="json">An object a look, each on a line.</param>
/// <param name="rows">Of each table.</param>
internal sealed class TopBatch(ITopSource source, TopQuestion question, bool json, int rows)
{
    private readonly TopModel _model = new();

    /// <summary>Prints so many looks; without end where it is null.</summary>
    /// <exception cref="TopSourceException">The source does not answer.</exception>
    public async Task RunAsync(int? looks, CancellationToken cancellation)
    {
        var aligned = new AlignedLooks(question.Interval);
        for (var printed = 0; looks is null || printed < looks;)
        {
            if (aligned.TryTake(_model) is { } look)
            {
                Print(look);
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
        if (json) Json.PrintLine(LookView.Of(_model, question, look, rows), LookJson.Default.LookView);
        else PrintTable(_model.Look(question, DateTimeOffset.FromUnixTimeSeconds(look.Span.From), look.Span), look.IsComplete);
    }

    private void PrintTable(TopLook look, bool isComplete)
    {
        var columns = TopColumns.Fitting(look.Question, Tables.WidthOfNoTerminal).Where(column => column.Sort != TopSort.Minute).ToList();
        var table = Tables.New([.. columns.Select(column => (column.IsText ? "" : ">") + column.Heading.ToLowerInvariant())]);
        foreach (var row in look.Rows.Take(rows)) table.Row([.. columns.Select(column => column.Cell(row))]);
        var start = look.At.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
        var screen = Tables.Screen();
        screen.WriteLine();
        screen.WriteLine($"{start} {look.Question.Interval.Words}: {Figures.Count(look.Total.Events)} events, {Figures.Count(look.Total.Lost)} lost{(isComplete ? "" : ", not all hosts counted wholly")}");
        screen.Print(table);
    }
}
