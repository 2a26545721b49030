using System.Globalization;
using Steadytrace.Testing;

namespace Steadytrace.Benchmarks;

/// <summary>Takes measures one after another, prints them, and keeps them in <c>results/</c>.</summary>
/// <param name="name">The word in <c>tests/bench.sh</c>, and the name of the results file.</param>
/// <param name="how">How it was measured: one sentence for the results file.</param>
/// <param name="only">Take only measures whose names contain this; null for all. The results file is then left as it is.</param>
/// <param name="keeps">False leaves the results file as it is, whatever was taken.</param>
internal sealed class MeasureRun(string name, string how, string? only, bool keeps = true)
{
    /// <param name="measures">All there are.</param>
    /// <param name="details">What else the measures have to show, as Markdown; asked for at the end.</param>
    /// <returns>The exit code.</returns>
    public async Task<int> TakeAsync(IReadOnlyList<IMeasure> measures, Func<string>? details = null)
    {
        var table = new MeasurementTable();
        var wanted = measures.Where(measure => only is null || measure.Name.Contains(only, StringComparison.OrdinalIgnoreCase)).ToList();
        if (wanted.Count == 0) throw new BenchException($"no measure has '{only}' in its name: {string.Join(", ", measures.Select(measure => measure.Name))}");
        foreach (var measure in wanted)
        {
            Console.Error.WriteLine($"bench: {measure.Name}");
            try
            {
                foreach (var measured in await measure.TakeAsync()) table.Add(measured);
            }
            catch (Inputs.MissingInputException exception)
            {
                table.AddMissing(measure.Name, exception.Message);
            }
            catch (BenchException exception) when (wanted.Count > 1)
            {
                // The others were taken, or will be.
                table.AddFailed(measure.Name, exception.Message);
            }
        }

        var more = details?.Invoke() is { Length: > 0 } text ? text + "\n" : "";
        Console.Write(more);
        Console.Write(table.ToText());
        if (keeps && only is null) Keep(table, more);
        Console.WriteLine(table.Summary);
        return table.ExitCode;
    }

    private void Keep(MeasurementTable table, string details)
    {
        var path = ProjectFiles.Path($"tests/Steadytrace.Benchmarks/results/{name}.md");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, $"""
            # {char.ToUpperInvariant(name[0])}{name[1..]}: the last results

            `tests/bench.sh {name}`, {DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}. {how}

            {table.ToMarkdown()}
            {table.Summary}

            {details}{string.Concat(Machine.Describe().Select(line => $"* {line}\n"))}
            """);
    }
}
