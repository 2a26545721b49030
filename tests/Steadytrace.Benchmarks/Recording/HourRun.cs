using System.Diagnostics;
using System.Globalization;
using Steadytrace.Cluster.Fleet;
using Steadytrace.Recording.Tracefs;

namespace Steadytrace.Benchmarks.Recording;

/// <summary>A long run at full load: is each event counted or declared lost, and does anything grow?</summary>
internal sealed class HourRun(HourOptions options, CancellationToken cancellation) : IMeasure
{
    private const double SharePerEventPerSecond = 0.01 / 100_000, PrivateBytes = 80e6, LeastGrowthRatio = 0.95;
    private const int WarmUpSeconds = 60, Parts = 5;

    // In a shorter run the two parts would be a few samples of a heap that is filled and emptied all the time.
    private const int FewestMinutesForGrowth = 25;

    // A shorter one tries the benchmark, and must not take the place of what an hour told.
    private const int FewestMinutesForResults = 60;
    private static readonly TimeSpan Between = TimeSpan.FromMinutes(1);
    private readonly List<HourSample> _samples = [];

    public string Name => "full load";

    /// <returns>The exit code.</returns>
    public static Task<int> RunAsync(HourOptions options, CancellationToken cancellation)
    {
        var run = new HourRun(options, cancellation);
        var how = string.Create(CultureInfo.InvariantCulture,
            $"A tracer-only node, as shipped, recorded {options.EventsPerSecond:#,0} events/s for {options.Minutes} minutes, after one to warm up; another node counted them.");
        return new MeasureRun("hour", how, options.Bench.Only, keeps: options.Minutes >= FewestMinutesForResults).TakeAsync([run], run.Table);
    }

    public async Task<IReadOnlyList<Measurement>> TakeAsync()
    {
        using var mount = TracefsMount.Ensure(new TracefsOptions().Root);
        using var load = SteadyLoad.Calls(options.Bench.Work);
        await using var recording = await FtraceNode.StartAsync(options.Bench, load);
        var warm = await load.RunAsync(options.EventsPerSecond, WarmUpSeconds, cancellation);
        var loading = load.RunAsync(options.EventsPerSecond, options.Minutes * 60, cancellation);
        await WatchAsync(recording.Node, loading);
        var made = await loading;
        var totals = await recording.Node.FinishAsync(cancellation);
        return [.. Verdicts(warm.Events + made.Events, made.EventsPerSecond, totals)];
    }

    private async Task WatchAsync(TracerNode node, Task loading)
    {
        var began = Stopwatch.GetTimestamp();
        Console.Error.WriteLine(HourSample.Heading);
        while (true)
        {
            _samples.Add(await HourSample.TakeAsync(node, Stopwatch.GetElapsedTime(began).TotalMinutes));
            Console.Error.WriteLine(_samples[^1].Row(_samples[_samples.Count > 1 ? ^2 : ^1]));
            if (loading.IsCompleted) return;
            await Task.WhenAny(loading, Task.Delay(Between, cancellation));
        }
    }

    private IEnumerable<Measurement> Verdicts(long made, double rate, SourceView totals)
    {
        var accounted = totals.Counted + totals.Lost;
        yield return new Measurement("events counted, and declared lost, against those that were made",
            string.Create(CultureInfo.InvariantCulture, $"{totals.Counted:#,0} + {totals.Lost:#,0}"), string.Create(CultureInfo.InvariantCulture, $"{made:#,0}"), accounted == made ? 1 : 0, 1);
        var (share, limit) = (_samples[^1].Share(_samples[0], one => one.Tracer), SharePerEventPerSecond * rate);
        yield return new Measurement($"user and system time of the tracer, of one core, at {rate / 1e6:0.00} M events/s", $"{share * 100:0.00} %", $"{limit * 100:0.00} %", limit / share, 1);
        var most = _samples.Max(sample => sample.Tracer.Memory.Own);
        yield return new Measurement("the most private memory of the tracer", Reading.Figure.Bytes(most), Reading.Figure.Bytes(PrivateBytes), PrivateBytes / most, 1);
        if (options.Minutes < FewestMinutesForGrowth) yield break;
        yield return Growth("private memory of the tracer", sample => sample.Tracer.Memory.Own / 1e6, "MB");
        yield return Growth("private memory of the node that counts", sample => sample.Counting.Memory.Own / 1e6, "MB");
        yield return Growth("open files of the tracer", sample => sample.OpenFiles, "files");
    }

    // The first fifth is the program's own beginning: code that is compiled again, caches that fill.
    private Measurement Growth(string what, Func<HourSample, double> figure, string unit)
    {
        var part = Math.Max(1, _samples.Count / Parts);
        var (early, late) = (_samples.Skip(part).Take(part).Average(figure), _samples.TakeLast(part).Average(figure));
        return new Measurement($"{what}: the second fifth of the time against the last",
            string.Create(CultureInfo.InvariantCulture, $"{late:0.0} {unit}"), string.Create(CultureInfo.InvariantCulture, $"{early:0.0} {unit}"), early / late, LeastGrowthRatio);
    }

    private string Table() => _samples.Count == 0
        ? ""
        : "## As it went\n\n" + string.Concat(_samples.Select((sample, index) => sample.Row(_samples[Math.Max(0, index - 1)]) + "\n").Prepend(HourSample.Heading + "\n"));
}
