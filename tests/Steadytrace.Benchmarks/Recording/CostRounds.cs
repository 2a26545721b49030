using System.Diagnostics;
using Steadytrace.Benchmarks.Timing;

namespace Steadytrace.Benchmarks.Recording;

/// <summary>Lets each contestant record the same load at each rate, round after round.</summary>
internal sealed class CostRounds(SteadyLoad load, IReadOnlyList<Contestant> contestants)
{
    /// <summary>Events a second, the highest first: at the lowest ours has then run for longest.</summary>
    public static readonly IReadOnlyList<long> Rates = [1_000_000, 100_000, 10_000, 0];

    private const int Rounds = 2;
    // Its first minutes compile what turns out to be hot: see how its time falls in the minutes of the hour's run. A tracer runs for months.
    private const int WarmUpSeconds = 600, WarmUpRate = 100_000;

    // A window of ten seconds has one cut of ours in it, ours three; the load begins before it and ends behind it. Ours goes from one rate to the next: what was recorded at the
    // former is closed, synced, counted and deleted before the window opens.
    private static readonly TimeSpan Lead = TimeSpan.FromSeconds(1.5), OurLead = TimeSpan.FromSeconds(14), Rest = TimeSpan.FromSeconds(1.5);
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10), OurWindow = TimeSpan.FromSeconds(30);

    /// <summary>Takes about half an hour for five contestants.</summary>
    public async Task<CostTable> TakeAsync(CancellationToken cancellation)
    {
        var table = new CostTable();
        for (var round = 0; round < Rounds; round++)
        {
            // Ours takes all its rounds in one life: it needs the longest to get warm.
            foreach (var contestant in contestants.Where(contestant => !contestant.IsOurs)) await TakeAsync(contestant, table, cancellation);
            if (round == 0) foreach (var ours in contestants.Where(contestant => contestant.IsOurs)) await TakeOursAsync(ours, table, cancellation);
        }

        return table;
    }

    private async Task TakeOursAsync(Contestant contestant, CostTable table, CancellationToken cancellation)
    {
        await using var recording = await contestant.StartAsync();
        var warm = await load.RunAsync(WarmUpRate, WarmUpSeconds, cancellation);
        _ = await recording.LostAsync(warm.Events);
        for (var round = 0; round < Rounds; round++)
            foreach (var rate in Rates) table.Add(contestant.Name, rate, await TakeAsync(recording, rate, OurLead, OurWindow, cancellation));
    }

    private async Task TakeAsync(Contestant contestant, CostTable table, CancellationToken cancellation)
    {
        foreach (var rate in Rates)
        {
            await using var recording = await contestant.StartAsync();
            table.Add(contestant.Name, rate, await TakeAsync(recording, rate, Lead, Window, cancellation));
        }
    }

    private async Task<CostAtRate> TakeAsync(IRecording recording, long rate, TimeSpan lead, TimeSpan window, CancellationToken cancellation)
    {
        var loading = load.RunAsync(rate, (int)(lead + window + Rest).TotalSeconds, cancellation);
        await Task.Delay(lead, cancellation);
        var (began, before) = (Stopwatch.GetTimestamp(), ProcessCost.Of(recording.Processes));
        await Task.Delay(window, cancellation);
        var (seconds, after) = (Stopwatch.GetElapsedTime(began).TotalSeconds, ProcessCost.Of(recording.Processes));
        var made = await loading;
        var memory = recording.Processes.Count > 0 ? ResidentMemory.Of(recording.Processes[0]) : default;
        return new CostAtRate(
            made.EventsPerSecond, (after.CpuSeconds - before.CpuSeconds) / seconds, made.CpuSeconds / made.Events,
            (after.WrittenBytes - before.WrittenBytes) / (made.EventsPerSecond * seconds), memory, await recording.LostAsync(made.Events));
    }
}
