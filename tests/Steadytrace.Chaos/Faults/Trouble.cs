using System.Collections.Concurrent;
using System.Diagnostics;
using Steadytrace.Chaos.Nodes;

namespace Steadytrace.Chaos.Faults;

/// <summary>Makes the faults of a plan happen to a datacenter, and heals each.</summary>
/// <param name="datacenter">What they happen to.</param>
/// <param name="say">A line for each.</param>
internal sealed class Trouble(Datacenter datacenter, Action<string> say)
{
    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _turns = new();

    public FaultCounts Counts { get; private set; } = FaultCounts.None;

    /// <summary>Completes after the given time, when all are healed.</summary>
    public async Task MakeAsync(IReadOnlyList<Fault> plan, TimeSpan length, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        await Task.WhenAll([.. plan.Select(fault => HappenAsync(fault, cancellation)), Task.Delay(length, cancellation)]);
        say($"all healed after {clock.Elapsed.TotalSeconds:0} s");
    }

    private async Task HappenAsync(Fault fault, CancellationToken cancellation)
    {
        await Task.Delay(fault.At, cancellation);
        // A busy machine may take longer to heal than was planned; the next fault of the same target waits for it.
        var turn = _turns.GetOrAdd(fault.Target, _ => new SemaphoreSlim(1));
        await turn.WaitAsync(cancellation);
        try
        {
            if (!await BeginAsync(fault, out var heal)) return;
            lock (_lock) Counts = Counts.With(fault.Kind);
            say(fault.ToString());
            await Task.Delay(fault.Lasts, cancellation).ContinueWith(_ => { }, TaskScheduler.Default);
            await heal();
            cancellation.ThrowIfCancellationRequested();
        }
        finally
        {
            turn.Release();
        }
    }

    private Task<bool> BeginAsync(Fault fault, out Func<Task> heal)
    {
        heal = () => Task.CompletedTask;
        switch (fault.Kind)
        {
            case FaultKind.Kill:
                // Its supervisor heals.
                return datacenter.Nodes[fault.Target].KillAsync(fault.Lasts);
            case FaultKind.Cut:
                heal = datacenter.Hosts[fault.Target].HealAsync;
                return DoneAsync(datacenter.Hosts[fault.Target].CutAsync());
            case FaultKind.StopBroker:
                heal = datacenter.Broker.StartAsync;
                return DoneAsync(datacenter.Broker.StopAsync());
            case FaultKind.KillBroker:
                heal = datacenter.Broker.StartAsync;
                return DoneAsync(datacenter.Broker.KillAsync());
            case FaultKind.StopCarbon:
                heal = datacenter.Carbon.StartAsync;
                return DoneAsync(datacenter.Carbon.StopAsync());
            case FaultKind.Storm:
                datacenter.TracedHosts[fault.Target].Storm();
                return Task.FromResult(true);
            case FaultKind.FillDisk:
                var file = datacenter.TracedHosts[fault.Target].FillDisk();
                heal = () =>
                {
                    File.Delete(file);
                    return Task.CompletedTask;
                };
                return Task.FromResult(true);
            default:
                throw new ArgumentOutOfRangeException(nameof(fault), fault.Kind, null);
        }
    }

    private static async Task<bool> DoneAsync(Task work)
    {
        await work;
        return true;
    }
}
