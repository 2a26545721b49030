using System.Globalization;
using Steadytrace.Benchmarks.Inputs;
using Steadytrace.Testing;

namespace Steadytrace.Benchmarks.Reading;

/// <summary>Takes all measures of reading, prints them, and keeps them in <c>results/reading.md</c>.</summary>
internal static class ReadingBench
{
    private const string ResultsFile = "tests/Steadytrace.Benchmarks/results/reading.md";

    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(BenchOptions options)
    {
        var inputs = new ReadingInputs(options.Work);
        IReadingMeasure[] measures =
        [
            new UserSpaceSpeed(options, inputs),
            new KernelSpeed(inputs),
            new TwoThreads(inputs),
            new PageSpeed(inputs),
            new StartUp(options, inputs),
            new LargeTraceMemory(options, inputs),
            new Allocations(inputs),
        ];
        var table = new MeasurementTable();
        var wanted = Array.FindAll(measures, measure => options.Only is null || measure.Name.Contains(options.Only, StringComparison.OrdinalIgnoreCase));
        if (wanted.Length == 0) throw new BenchException($"no measure has '{options.Only}' in its name: {string.Join(", ", measures.Select(measure => measure.Name))}");
        foreach (var measure in wanted)
        {
            Console.Error.WriteLine($"bench: {measure.Name}");
            try
            {
                foreach (var measured in await measure.TakeAsync()) table.Add(measured);
            }
            catch (MissingInputException exception)
            {
                table.AddMissing(measure.Name, exception.Message);
            }
        }

        Console.Write(table.ToText());
        if (options.Only is null) Keep(table);
        Console.WriteLine(table.Summary);
        return table.ExitCode;
    }

    private static void Keep(MeasurementTable table)
    {
        var path = ProjectFiles.Path(ResultsFile);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, $"""
            # Reading: the last results

            `tests/bench.sh reading`, {DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}. What is compared was timed in turn, in one run; the best of each counts.

            {table.ToMarkdown()}
            {table.Summary}

            {string.Concat(Machine.Describe().Select(line => $"* {line}\n"))}
            """);
    }
}
