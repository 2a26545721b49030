using System.Text.Json;
using Steadytrace.Cluster.Messages;

namespace Steadytrace.Simulation;

/// <summary>What must hold at every step, and at the end.</summary>
internal sealed class Rules
{
    private readonly SimulatedCluster _cluster;

    public Rules(SimulatedCluster cluster)
    {
        _cluster = cluster;
        cluster.Network.Sending = OnSending;
    }

    public List<string> Wrongs { get; } = [];

    /// <summary>True when every source is published up to a time.</summary>
    public bool ArePublished(long unixSeconds) => Sources().All(source => PublishedThrough(source.Machine, source.Kernel) >= unixSeconds * 1_000_000_000);

    public void CheckEnd(long unixSeconds)
    {
        foreach (var (machine, kernel) in Sources())
        {
            if (PublishedThrough(machine, kernel) is not { } through || through < unixSeconds * 1_000_000_000)
                Wrongs.Add($"{kernel.Name} of {machine.Name} is published only through {Told.Seconds(PublishedThrough(machine, kernel))}, not {unixSeconds - World.Start.ToUnixTimeSeconds()}");
            else CheckSource(machine, kernel, unixSeconds);
        }
    }

    /// <summary>Rule 3: durable before it goes to the aggregator.</summary>
    private void OnSending(PartRef to, object message)
    {
        if (message is not TallyDecided told) return;
        var id = told.Decided.Id;
        var machine = _cluster.Machines.First(machine => machine.Host == id.Source.Host);
        if (!machine.Files.IsDurable($"/spool/{id.Source.Recorder}/{id.Run}/{id.Number}.decided")) Wrongs.Add($"the tally of chunk {id} was sent before it was durable");
    }

    private void CheckSource(Machine machine, Kernel kernel, long until)
    {
        var (truth, name) = (kernel.Truth, $"{kernel.Name} of {machine.Name}");
        long Value(string middle, long start) =>
            (long)_cluster.Broker.Consumed.GetValueOrDefault(($"{_cluster.Plan.Interval.Name}.{kernel.Name}.{middle}.{SimulatedCluster.Datacenter}.{machine.Name}", start));
        var starts = truth.Recorded.Keys.Where(start => start < until).ToList();
        var (counted, lost, lostChunks, recorded) = (0L, 0L, 0L, 0L);
        var first = starts.Count == 0 ? until : starts[0];
        for (var start = Math.Min(first, _cluster.Plan.Interval.StartOf(World.Start.ToUnixTimeSeconds() * 1_000_000_000)) - 60; start < until; start += _cluster.Plan.Interval.Seconds)
        {
            var real = truth.Recorded.GetValueOrDefault(start) ?? [];
            counted += Value("ledger.counted", start);
            lost += Value("ledger.lost", start);
            lostChunks += Value("ledger.lost_chunks", start);
            recorded += real.Values.Sum();
            if (Value("ledger.partial", start) != 0) Wrongs.Add($"{name} {At(start)} stays partial");
            foreach (var process in new[] { "kthread", "nginx", "postgres", "sshd", "idle" })
            {
                var (said, is_) = (Value($"procname.{process}", start), real.GetValueOrDefault(process));
                if (said > is_) Wrongs.Add($"{name} {At(start)} {process}: {said} counted of {is_}");
                else if (said < is_ && truth.Excuses.Count == 0 && !_cluster.Plan.Has(Fault.SmallSpool)) Wrongs.Add($"{name} {At(start)} {process}: only {said} counted of {is_}");
            }
        }

        if (counted + lost > recorded + truth.Overrun) Wrongs.Add($"{name}: {counted} counted and {lost} declared lost of {recorded} recorded and {truth.Overrun} overrun");
        var missing = recorded + truth.Overrun - counted - lost;
        if (missing > truth.DroppedInHand && lostChunks == 0) Wrongs.Add($"{name}: {missing} events of {recorded} recorded and {truth.Overrun} overrun are neither counted nor declared lost");
        if (truth.Excuses.Count == 0 && !_cluster.Plan.Has(Fault.SmallSpool) && (lostChunks > 0 || lost > truth.Overrun))
            Wrongs.Add($"{name}: {lost} events ({truth.Overrun} overrun) and {lostChunks} chunks are declared lost, and nothing destroyed them");
    }

    private static string At(long start) => $"{start - World.Start.ToUnixTimeSeconds()}";

    private IEnumerable<(Machine Machine, Kernel Kernel)> Sources() => _cluster.Machines.SelectMany(machine => machine.Kernels.Select(kernel => (machine, kernel)));

    private static long? PublishedThrough(Machine machine, Kernel kernel)
    {
        var path = $"/spool/{kernel.Name}/source.json";
        if (!machine.Files.FileExists(path)) return null;
        using var state = JsonDocument.Parse(machine.Files.ReadFile(path));
        return state.RootElement.GetProperty("publishedThroughUnixNs") is { ValueKind: JsonValueKind.Number } through ? through.GetInt64() : null;
    }
}
