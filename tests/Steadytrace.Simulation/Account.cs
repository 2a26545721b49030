using Steadytrace.Metrics.Names;

namespace Steadytrace.Simulation;

/// <summary>Compares what the consumer holds of a source at the end with what really happened there.</summary>
internal sealed class Account(SimulatedCluster cluster, Machine machine, Kernel kernel, List<string> wrongs)
{
    private const double GapTolerance = 0.005;
    private readonly Truth _truth = kernel.Truth;
    private readonly int _seconds = cluster.Plan.Interval.Seconds;

    private bool IsExact => _truth.Excuses.Count == 0;

    /// <summary>The younger of two hosts of one name may have been taken for it: what that one recorded is in its sums, and the last of it stays as it was when it went.</summary>
    private bool IsShared => cluster.Broker.Doubled.Contains($"{kernel.Name}.{machine.Name}");

    private string Name => $"{kernel.Name} of {machine.Name}";

    /// <summary>Everything before this time is complete, and adds up.</summary>
    public void Check(long untilUnixSeconds)
    {
        var (counted, lost, lostChunks, recorded, gone) = (0L, 0L, 0L, 0L, 0L);
        for (var start = FirstInterval(untilUnixSeconds); start < untilUnixSeconds; start += _seconds)
        {
            if (Value("ledger.partial", start) != 0 && !IsShared) wrongs.Add($"{Name} {At(start)} stays partial");
            CheckInterval(start, isWhole: true);
            counted += Count("ledger.counted", start);
            lost += Count("ledger.lost", start);
            lostChunks += Count("ledger.lost_chunks", start);
            recorded += Sum(_truth.Recorded.GetValueOrDefault(start));
            gone += Sum(_truth.Gone.GetValueOrDefault(start));
            CheckGap(start);
        }

        // What was recorded before its clock was set back so far that this is published over is declared lost among what came after.
        var before = machine.IsSetFarBack ? _truth.Recorded.Where(pair => pair.Key >= untilUnixSeconds).Sum(pair => Sum(pair.Value)) : 0;
        if (counted + lost > recorded + before + _truth.Overrun && !IsShared) wrongs.Add($"{Name}: {counted} counted and {lost} declared lost of {recorded} recorded, {before} before its clock was set far back, and {_truth.Overrun} overrun");
        var missing = recorded + _truth.Overrun - counted - lost;
        if (missing > _truth.DroppedInHand && lostChunks == 0 && !machine.IsSetFarBack && !machine.HasTwin)
            wrongs.Add($"{Name}: {missing} events of {recorded} recorded and {_truth.Overrun} overrun are neither counted nor declared lost");
        if (IsExact && lost > _truth.Overrun + gone) wrongs.Add($"{Name}: {lost} events are declared lost, of which {_truth.Overrun} were overrun, and {gone} destroyed");
        if (IsExact && lostChunks > _truth.Incidents) wrongs.Add($"{Name}: {lostChunks} chunks are declared lost, and only {_truth.Incidents} things happened that lose one");
    }

    /// <summary>Of a host that is gone for good there is what it told in time: complete intervals that are true, and partial ones that are no more than true.</summary>
    public void CheckGone(long untilUnixSeconds)
    {
        for (var start = FirstInterval(untilUnixSeconds); start < untilUnixSeconds; start += _seconds)
        {
            if (Consumed("ledger.counted", start) is null) continue;
            CheckInterval(start, isWhole: cluster.Broker.Complete.ContainsKey(($"{kernel.Name}.{machine.Name}", start)));
        }
    }

    private void CheckInterval(long start, bool isWhole)
    {
        var (real, gone) = (_truth.Recorded.GetValueOrDefault(start), _truth.Gone.GetValueOrDefault(start));
        foreach (var process in cluster.Plan.Processes)
        {
            var (said, is_, most) = (Count($"procname.{MetricNames.Part(process)}", start), real?.GetValueOrDefault(process) ?? 0, gone?.GetValueOrDefault(process) ?? 0);
            var name = process[..Math.Min(process.Length, 10)];
            if (said > is_ && !IsShared) wrongs.Add($"{Name} {At(start)} {name}: {said} counted of {is_}");
            else if (said < is_ - most && IsExact && isWhole) wrongs.Add($"{Name} {At(start)} {name}: only {said} counted of {is_}, of which {most} were destroyed");
        }

        var counted = Count("ledger.counted", start);
        var sum = cluster.Plan.Processes.Sum(process => Count($"procname.{MetricNames.Part(process)}", start));
        // Of a partial interval whose aggregator died meanwhile, and whose host cannot say it again, there may be some messages only.
        if (isWhole && sum != counted && !machine.HasTwin && !machine.IsSetFarBack) wrongs.Add($"{Name} {At(start)}: {counted} counted, and {sum} by process");

        // The tracer's own word, where it gives one: what it recorded is counted or declared lost, in this very interval.
        if (!isWhole || Consumed("ledger.recorded", start) is not { } claimed || machine.IsSetFarBack || machine.HasTwin) return;
        if (claimed > counted + Count("ledger.lost", start) || claimed < counted) wrongs.Add($"{Name} {At(start)}: {claimed} recorded, but {counted} counted and {Count("ledger.lost", start)} lost");
        if (IsExact && (claimed > Sum(real) || claimed < Sum(real) - Sum(gone))) wrongs.Add($"{Name} {At(start)}: {claimed} recorded by its own word, {Sum(real)} in truth");
    }

    private void CheckGap(long start)
    {
        if (Consumed("ledger.gap_seconds", start) is not { } said) return;
        if (said < 0 || said > _seconds) wrongs.Add($"{Name} {At(start)}: a gap of {said} s");
        // After a crash nobody knows how long the tracer had been dead.
        if (!IsExact || _truth.WasInterrupted) return;
        var real = kernel.OffSeconds(start);
        if (said > real + GapTolerance || said < real - GapTolerance - _truth.UntoldStartSeconds) wrongs.Add($"{Name} {At(start)}: a gap of {said} s, and {real:0.000} s in truth");
    }

    /// <summary>Somewhat before anything was recorded: nothing may be said of that time but that it was a gap.</summary>
    private long FirstInterval(long untilUnixSeconds)
    {
        var first = _truth.Recorded.Count == 0 ? untilUnixSeconds : _truth.Recorded.Keys.First();
        return Math.Min(first, cluster.Plan.Interval.StartOf(World.Start.ToUnixTimeSeconds() * 1_000_000_000)) - (6 * _seconds);
    }

    private static long Sum(Dictionary<string, long>? counts) => counts?.Values.Sum() ?? 0;

    private long Count(string middle, long start) => (long)Value(middle, start);

    private double Value(string middle, long start) => Consumed(middle, start) ?? 0;

    private double? Consumed(string middle, long start) =>
        cluster.Broker.Consumed.TryGetValue(($"{cluster.Plan.Interval.Name}.{kernel.Name}.{middle}.{SimulatedCluster.Datacenter}.{machine.Name}", start), out var value) ? value : null;

    private static string At(long start) => $"{start - World.Start.ToUnixTimeSeconds()}";
}
