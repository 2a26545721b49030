using System.Diagnostics;
using Steadytrace.Benchmarks.Timing;

namespace Steadytrace.Benchmarks.Recording;

/// <summary>Lets each contestant record the same load at each rate, round after round.</summary>
internal sealed class CostRounds(SteadyLoad load, IReadOnlyList<Contestant> contestants)
{
    /// <summary>Events a second, the highest first: at the lowest ours has then run for longest.</summary>
    public static readonly IReadOnlyList<long> Rates = [1_000_000, 100_000, 10_000, 0];

    private const int Rounds = 2;
    // The first two minutes of a node compile, a third of its time at a low rate and more at first: see the minutes of the hour's run.
    private const int WarmUpSeconds = 150, WarmUpRate = 100_000;

    // A window of ten seconds has one cut of ours in it; the load begins before it and ends behind it.
    private const int LoadSeconds = 13;
    private static readonly TimeSpan Lead = TimeSpan.FromSeconds(1.5), Window = TimeSpan.FromSeconds(10);

    /// <summary>Takes about twenty minutes for five contestants.</summary>
    public async Task<CostTable> TakeAsync(CancellationToken cancellation)
    {
        var table = new CostTable();
        for (var round = 0; round < Rounds; round++)
        {
            foreach (var contestant in contestants)
            {
                if (contestant.IsOurs) await TakeOursAsync(contestant, table, cancellation);
                else await TakeAsync(contestant, table, cancellation);
            }
        }

        return table;
    }

    private async Task TakeOursAsync(Contestant contestant, CostTable table, CancellationToken cancellation)
    {
        await using var recording = await contestant.StartAsync();
        var warm = await load.RunAsync(WarmUpRate, WarmUpSeconds, cancellation);
        _ = await recording.LostAsync(warm.Events);
        foreach (var rate in Rates) table.Add(contestant.Name, rate, await TakeAsync(recording, rate, cancellation));
    }

    private async Task TakeAsync(Contestant contestant, CostTable table, CancellationToken cancellation)
    {
        foreach (var rate in Rates)
        {
            await using var recording = await contestant.StartAsync();
            table.Add(contestant.Name, rate, await TakeAsync(recording, rate, cancellation));
        }
    }

    private async Task<CostAtRate> TakeAsync(IRecording recording, long rate, CancellationToken cancellation)
    {
        var loading = load.RunAsync(rate, LoadSeconds, cancellation);
        await Task.Delay(Lead, cancellation);
        var (began, before) = (Stopwatch.GetTimestamp(), ProcessCost.Of(recording.Processes));
        await Task.Delay(Window, cancellation);
        var (seconds, after) = (Stopwatch.GetElapsedTime(began).TotalSeconds, ProcessCost.Of(recording.Processes));
        var made = await loading;
        var memory = recording.Processes.Count > 0 ? ResidentMemory.Of(recording.Processes[0]) : default;
        return new CostAtRate(
            made.EventsPerSecond, (after.CpuSeconds - before.CpuSeconds) / seconds, made.CpuSeconds / made.Events,
            (after.WrittenBytes - before.WrittenBytes) / (made.EventsPerSecond * seconds), memory, await recording.LostAsync(made.Events));
    }
}
