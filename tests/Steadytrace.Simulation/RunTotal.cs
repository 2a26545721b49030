using System.Collections.Concurrent;

namespace Steadytrace.Simulation;

/// <summary>What many runs came to.</summary>
/// <param name="Runs">How many.</param>
/// <param name="Steps">Things that happened in them.</param>
/// <param name="Events">Events that kernels recorded.</param>
/// <param name="Faults">Runs in which each kind of fault was planned.</param>
/// <param name="Failed">Runs in which something was wrong.</param>
internal sealed record RunTotal(int Runs, long Steps, long Events, IReadOnlyDictionary<Fault, int> Faults, IReadOnlyList<RunResult> Failed)
{
    private const int MostTold = 20;

    /// <summary>Runs seeds on several threads, each run in one.</summary>
    /// <param name="seeds">The seeds.</param>
    /// <param name="threads">Threads.</param>
    /// <param name="told">Where a run that fails is told at once.</param>
    /// <param name="untilWrong">No more are begun after so many that failed.</param>
    /// <param name="kindsOf">The kinds of fault of a seed; empty: as the seed itself chooses.</param>
    public static RunTotal Of(IEnumerable<int> seeds, int threads, TextWriter told, int untilWrong = int.MaxValue, Func<int, IReadOnlyCollection<Fault>>? kindsOf = null)
    {
        var (failed, faults) = (new ConcurrentBag<RunResult>(), new ConcurrentDictionary<Fault, int>());
        var (runs, steps, events) = (0, 0L, 0L);
        Parallel.ForEach(Partitioner.Create(seeds, EnumerablePartitionerOptions.NoBuffering), new ParallelOptions { MaxDegreeOfParallelism = threads }, (seed, loop) =>
        {
            var result = SimulatedRun.Of(seed, null, kindsOf?.Invoke(seed) ?? []);
            Interlocked.Increment(ref runs);
            Interlocked.Add(ref steps, result.Steps);
            Interlocked.Add(ref events, result.Events);
            foreach (var fault in result.Faults) faults.AddOrUpdate(fault, 1, (_, times) => times + 1);
            if (result.Wrongs.Count == 0) return;
            failed.Add(result);
            if (failed.Count >= untilWrong) loop.Stop();
            if (failed.Count <= MostTold) told.WriteLine(result);
        });
        return new RunTotal(runs, steps, events, faults, [.. failed.OrderBy(result => result.Seed)]);
    }

    public override string ToString() => $"{Runs} seeds, {Failed.Count} failed, {Steps} steps, {Events} events";
}
