using Steadytrace.Metrics;

namespace Steadytrace.Simulation;

/// <summary>The broker with its one durable queue, and the consumer behind it that keeps the last value per name and time.</summary>
internal sealed class SimulatedBroker(World world)
{
    private BrokerLink? _holder;

    /// <summary>Nobody can connect, and every message is refused.</summary>
    public bool IsDown { get; private set; }

    /// <summary>The last value of each name and time.</summary>
    public Dictionary<(string Name, long UnixSeconds), double> Consumed { get; } = [];

    /// <summary>What was wrong with what arrived; empty when nothing was.</summary>
    public List<string> Wrongs { get; } = [];

    /// <summary>Intervals that were said to be complete, with what was said.</summary>
    public Dictionary<(string Series, long UnixSeconds), Dictionary<string, double>> Complete { get; } = [];

    /// <summary>Intervals whose value may be replaced once more.</summary>
    public Func<string, long, bool> MayChange { get; set; } = (_, _) => false;

    public List<BrokerLink> Links { get; } = [];

    public int Published { get; private set; }

    public void GoDown()
    {
        world.Log.Write(world.Now, "broker", "goes down");
        IsDown = true;
        foreach (var link in Links.ToList()) link.Close("the broker went down");
    }

    public void ComeUp() => IsDown = false;

    public bool TryTakePlace(BrokerLink link)
    {
        if (_holder is { IsOpen: true } holder && holder != link) return false;
        _holder = link;
        return true;
    }

    /// <summary>One message: all of its lines arrive, or none.</summary>
    public void Take(MetricBatch batch, IEnumerable<MetricLine> lines)
    {
        var series = $"{batch.Scope.Recorder}.{batch.Scope.Host}";
        foreach (var line in lines)
        {
            Consumed[(line.Name, line.UnixSeconds)] = line.Value;
            Check(series, line);
        }
    }

    /// <summary>All messages of a batch have arrived.</summary>
    public void Finish(MetricBatch batch)
    {
        Published++;
        var series = $"{batch.Scope.Recorder}.{batch.Scope.Host}";
        var partial = batch.Lines.First(line => line.Name.Contains(".ledger.partial.", StringComparison.Ordinal)).Value != 0;
        world.Log.Write(world.Now, "broker", $"{series} {batch.StartUnixSeconds - World.Start.ToUnixTimeSeconds()} {(partial ? "partial" : "complete")}: {string.Join(' ', batch.Lines.Where(line => line.Value != 0).Select(line => $"{string.Join('.', line.Name.Split('.')[2..4])}={line.Value:0.###}"))}");
        if (!partial) Complete[(series, batch.StartUnixSeconds)] = batch.Lines.ToDictionary(line => line.Name, line => line.Value);
    }

    private void Check(string series, MetricLine line)
    {
        if (!Complete.TryGetValue((series, line.UnixSeconds), out var said) || MayChange(series, line.UnixSeconds)) return;
        if (!said.TryGetValue(line.Name, out var before)) Wrongs.Add($"{line.Name} {line.UnixSeconds}: {line.Value} came after the interval was complete without it");
        else if (before != line.Value) Wrongs.Add($"{line.Name} {line.UnixSeconds}: was {before}, complete, and became {line.Value}");
    }
}
