using Steadytrace.Metrics;

namespace Steadytrace.Simulation;

/// <summary>The broker with its one durable queue, and the consumer behind it that keeps the last value per name and time.</summary>
internal sealed class SimulatedBroker(World world)
{
    private readonly List<(BrokerLink Link, BrokerMessage Message)> _held = [];
    private BrokerLink? _holder;
    private int _life;

    /// <summary>Nobody can connect, and every message is refused.</summary>
    public bool IsDown { get; private set; }

    /// <summary>The longest that a message takes from the connection to the queue; less than a heartbeat.</summary>
    public double MaxLagSeconds { get; set; } = 0.02;

    /// <summary>No queue is bound: it takes no message.</summary>
    public bool HasNoQueue { get; set; }

    /// <summary>It reads messages and does nothing with them.</summary>
    public bool Hangs { get; private set; }

    /// <summary>The last value of each name and time.</summary>
    public Dictionary<(string Name, long UnixSeconds), double> Consumed { get; } = [];

    /// <summary>Intervals that were said to be complete, with what was said.</summary>
    public Dictionary<(string Series, long UnixSeconds), Dictionary<string, double>> Complete { get; } = [];

    /// <summary>True while an interval that was said to be complete may be said anew.</summary>
    public Func<string, long, bool> MayBeSaidAnew { get; set; } = (_, _) => false;

    /// <summary>True while a partial interval may be said over a complete one.</summary>
    public Func<string, bool> MayBePartialAfterAll { get; set; } = _ => false;

    /// <summary>Series that two hosts share.</summary>
    public HashSet<string> Doubled { get; } = new(StringComparer.Ordinal);

    public List<BrokerLink> Links { get; } = [];

    public void GoDown()
    {
        world.Log.Write(world.Now, "broker", "goes down");
        IsDown = true;
        // What it had read and not queued is gone, unconfirmed.
        _life++;
        _held.Clear();
        foreach (var link in Links.ToList()) link.CloseAtBroker("the broker went down");
    }

    public void ComeUp() => IsDown = false;

    public void Hang(bool hangs)
    {
        Hangs = hangs;
        if (hangs) return;
        var held = _held.ToList();
        _held.Clear();
        foreach (var (link, message) in held.Where(held => held.Link.IsServed)) Queue(link, message);
    }

    public bool TryTakePlace(BrokerLink link)
    {
        if (_holder is { IsServed: true } holder && holder != link) return false;
        _holder = link;
        return true;
    }

    /// <summary>A message was read from a connection: all of its lines are queued, or none.</summary>
    public void Take(BrokerLink link, BrokerMessage message)
    {
        if (_holder != link) world.Wrongs.Add($"two publishers: {link.Process.Name} publishes without holding the place");
        if (HasNoQueue)
        {
            link.Close("no queue took a message");
            return;
        }

        if (Hangs) _held.Add((link, message));
        else Queue(link, message);
    }

    /// <summary>Of a source that begins again at an earlier time: what it says from there on replaces what it said.</summary>
    public void Forget(string series, long fromUnixSeconds)
    {
        foreach (var interval in Complete.Keys.Where(key => key.Series == series && key.UnixSeconds >= fromUnixSeconds).ToList()) Complete.Remove(interval);
    }

    private void Queue(BrokerLink link, BrokerMessage message)
    {
        var (life, queued) = (_life, world.Now + world.Between(0, MaxLagSeconds));
        // In the order of the connection.
        link.LastQueued = queued > link.LastQueued ? queued : link.LastQueued;
        world.After(link.LastQueued - world.Now, () =>
        {
            if (life != _life) return;
            Consume(message);
            message.Confirm();
        });
    }

    private void Consume(BrokerMessage message)
    {
        var batch = message.Batch;
        var series = $"{batch.Scope.Recorder}.{batch.Scope.Host}";
        var partial = batch.Lines.First(line => line.Name.Contains(".ledger.partial.", StringComparison.Ordinal)).Value != 0;
        if (partial && MayBePartialAfterAll(series)) Complete.Remove((series, batch.StartUnixSeconds));
        foreach (var line in message.Lines)
        {
            Consumed[(line.Name, line.UnixSeconds)] = line.Value;
            if (!Doubled.Contains(series)) Check(series, line);
        }

        if (!message.IsLast) return;
        if (world.Log.IsRead)
            world.Log.Write(world.Now, "broker", $"{series} {batch.StartUnixSeconds - World.Start.ToUnixTimeSeconds()} {(partial ? "partial" : "complete")}: {string.Join(' ', batch.Lines.Where(line => line.Value != 0).Select(line => $"{string.Join('.', line.Name.Split('.')[2..4])}={line.Value:0.###}"))}");
        if (partial) return;
        var lines = batch.Lines.ToDictionary(line => line.Name, line => line.Value);
        if (Complete.TryGetValue((series, batch.StartUnixSeconds), out var said) && !Doubled.Contains(series))
        {
            foreach (var name in said.Keys.Where(name => !lines.ContainsKey(name)))
            {
                // At a real consumer the former word stands; after a clock that was set back into the interval it is of another state of it.
                if (!MayBeSaidAnew(series, batch.StartUnixSeconds)) world.Wrongs.Add($"{name} {batch.StartUnixSeconds}: was {said[name]}, complete, and did not come again");
                else if (name.Contains(".ledger.recorded.", StringComparison.Ordinal)) Consumed.Remove((name, batch.StartUnixSeconds));
            }
        }

        Complete[(series, batch.StartUnixSeconds)] = lines;
    }

    private void Check(string series, MetricLine line)
    {
        if (!Complete.TryGetValue((series, line.UnixSeconds), out var said) || (said.TryGetValue(line.Name, out var same) && same == line.Value)) return;
        if (MayBeSaidAnew(series, line.UnixSeconds)) return;
        if (!said.TryGetValue(line.Name, out var before)) world.Wrongs.Add($"{line.Name} {line.UnixSeconds}: {line.Value} came after the interval was complete without it");
        else world.Wrongs.Add($"{line.Name} {line.UnixSeconds}: was {before}, complete, and became {line.Value}");
    }
}
