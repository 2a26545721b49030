using Akka.Actor;
using Steadytrace.Cluster.Messages;
using Steadytrace.Cluster.Parsing;
using Steadytrace.Traces.Tallies;

namespace Steadytrace.Simulation;

/// <summary>Counts the simulated chunks, as a worker counts real ones: the same words for what is unreadable, gone, or out of reach.</summary>
internal sealed class ChunkReading(World world, Network network)
{
    /// <summary>Chunks of which no worker can read more than the first packet.</summary>
    public HashSet<string> Unreadable { get; } = new(StringComparer.Ordinal);

    /// <summary>A newly closed chunk is unreadable once in so many; 0: never.</summary>
    public int UnreadableOneIn { get; set; }

    /// <summary>The longest that counting takes.</summary>
    public double MaxSeconds { get; set; } = 0.5;

    /// <summary>The process that gives out a machine's chunks; null while there is none.</summary>
    public required Func<Machine, SimulatedProcess?> TracerOf { get; init; }

    /// <summary>Has a worker of a process begin.</summary>
    public void Start(SimulatedProcess process, ChunkLeased lease, IActorRef pool, CancellationToken cancellation) =>
        process.After(world.Between(0.01, MaxSeconds), () =>
        {
            var counted = Count(process, lease, cancellation.IsCancellationRequested);
            process.After(TimeSpan.Zero, () => ((PartRef)pool).Receive(counted, pool));
        });

    private CountedChunk Count(SimulatedProcess process, ChunkLeased lease, bool isCancelled)
    {
        var machine = ((PartRef)lease.Offer.Tracer).Process.Machine;
        CountedChunk NotCounted(string why, bool isGone = false) => new(lease, null, 0, TimeSpan.FromMilliseconds(1), why, isGone);
        if (isCancelled) return NotCounted("cancelled");
        if (process.Machine != machine && (TracerOf(machine) is not { IsAlive: true, IsFrozen: false } tracer || network.IsCut(process.Name, tracer.Name)))
            return NotCounted("its bytes are out of reach");
        if (!machine.Files.FolderExists(lease.Offer.DataPath) && machine.Files.FileExists(Path.GetDirectoryName(lease.Offer.DataPath) + ".decided")) return NotCounted("it was decided meanwhile", isGone: true);

        var key = $"{machine.TracerName} {lease.Offer.Id}";
        if (UnreadableOneIn > 0 && lease.Offer.Bytes > 0 && !Unreadable.Contains(key) && world.OneIn(UnreadableOneIn)) Damage(machine, lease.Offer, key);
        var tally = new Tally();
        IntervalLength.TryParse(lease.Offer.Interval, out var interval);
        var fault = machine.Files.FolderExists(lease.Offer.DataPath) ? "" : "its files are gone";
        for (var cpu = 0; cpu < Kernel.Cpus; cpu++)
        {
            var path = $"{lease.Offer.DataPath}/cpu{cpu}";
            if (!machine.Files.FileExists(path)) continue;
            var packets = new List<Packet>();
            if (!Packet.TryDecode(machine.Files.ReadFile(path), packets)) fault = $"cpu{cpu}: no whole packet behind {packets.Count}";
            if (Unreadable.Contains(key)) (fault, packets) = ("unreadable", [.. packets.Take(1)]);
            Add(tally, packets, lease.Offer.Before?.FirstOrDefault(tail => tail.Stream == $"cpu{cpu}")?.EventsDiscarded, lease.Offer.Before is null, interval);
        }

        return new CountedChunk(lease, TallyCodec.Encode(tally), tally.Events, TimeSpan.FromMilliseconds(1), fault);
    }

    private void Damage(Machine machine, ChunkOffer chunk, string key)
    {
        Unreadable.Add(key);
        var truth = machine.Kernels.First(kernel => kernel.Name == chunk.Id.Source.Recorder).Truth;
        truth.Happened();
        for (var cpu = 0; cpu < Kernel.Cpus; cpu++)
        {
            var (path, packets) = ($"{chunk.DataPath}/cpu{cpu}", new List<Packet>());
            if (machine.Files.FileExists(path)) Packet.TryDecode(machine.Files.ReadFile(path), packets);
            truth.Destroy(packets.Skip(1).SelectMany(packet => packet.Events));
        }
    }

    private static void Add(Tally tally, List<Packet> packets, ulong? before, bool isUnknownBefore, IntervalLength interval)
    {
        long? overrun = isUnknownBefore ? null : (long)(before ?? 0);
        foreach (var packet in packets)
        {
            tally.Packets++;
            if (overrun is { } last && packet.Overrun > last) tally.Interval(interval.StartOf(packet.BeginUnixNs)).Lost += packet.Overrun - last;
            overrun = packet.Overrun;
            foreach (var (unixNs, name) in packet.Events) tally.Interval(interval.StartOf(unixNs)).Add(new TracedEvent("sched", "sched_switch"), name, 1);
        }
    }
}
