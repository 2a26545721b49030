using System.Text.Json;
using Steadytrace.Cluster.Messages;
using Steadytrace.Recording.Spool;

namespace Steadytrace.Simulation;

/// <summary>What must hold at every step, and at the end. The numbers are those of design.md's rules.</summary>
internal sealed class Rules
{
    private const long NsPerSecond = 1_000_000_000;
    private const long SetFarBackNs = 600 * NsPerSecond;
    private const string Verdict = ".decided";
    private readonly SimulatedCluster _cluster;
    private readonly Dictionary<string, string> _verdicts = [];
    private readonly Dictionary<(Machine, Kernel), (long UnixNs, long NewestRun)> _through = [];
    private readonly HashSet<(Machine, string)> _dropped = [];

    public Rules(SimulatedCluster cluster)
    {
        _cluster = cluster;
        cluster.Network.Sending = OnSending;
        cluster.Broker.MayBeSaidAnew = MayBeSaidAnew;
        cluster.Broker.MayBePartialAfterAll = MayBePartialAfterAll;
        foreach (var machine in cluster.Machines)
        {
            machine.Files.Changing = (path, replacedBy) => OnChanging(machine, path, replacedBy);
            machine.Files.Coming = (path, content) => OnComing(machine, path, content);
        }
    }

    public List<string> Wrongs => _cluster.World.Wrongs;

    /// <summary>True when every source is published up to its machine's time.</summary>
    public bool ArePublished(IReadOnlyDictionary<Machine, long> untilUnixSeconds) =>
        Sources().All(source => source.Machine.IsGone || PublishedThrough(source.Machine, source.Kernel) >= untilUnixSeconds[source.Machine] * NsPerSecond);

    public void CheckEnd(IReadOnlyDictionary<Machine, long> untilUnixSeconds)
    {
        foreach (var (machine, kernel) in Sources())
        {
            var until = untilUnixSeconds[machine];
            var account = new Account(_cluster, machine, kernel, Wrongs);
            if (machine.IsGone) account.CheckGone(until);
            else if (PublishedThrough(machine, kernel) is { } through && through >= until * NsPerSecond) account.Check(until);
            else Wrongs.Add($"{kernel.Name} of {machine.Name} is published only through {Told.Seconds(PublishedThrough(machine, kernel))}, not {until - World.Start.ToUnixTimeSeconds()}");
        }
    }

    private void OnSending(SimulatedProcess from, object message)
    {
        if (message is TallyDecided told) CheckTold(from.Machine, told.Decided, told.Part.Hash);
    }

    /// <summary>Rule 3: a verdict is durable before it goes to the aggregator, and there is but one.</summary>
    private void CheckTold(Machine machine, DecidedChunk decided, byte[] hash)
    {
        var id = decided.Id;
        if (!machine.Files.IsDurable($"/spool/{id.Source.Recorder}/{id.Run}/{id.Number}{Verdict}")) Wrongs.Add($"rule 3: the tally of chunk {id} was sent before it was durable");
        var verdict = $"{decided.Outcome} {decided.EndUnixNs} {decided.LastUnixNs} {decided.LostChunks} {Convert.ToHexString(hash)}";
        if (!_verdicts.TryAdd($"{machine.TracerName} {id}", verdict) && _verdicts[$"{machine.TracerName} {id}"] != verdict) Wrongs.Add($"rule 3: chunk {id} is decided twice");
        if (decided.Outcome == ChunkOutcome.SetAside) CheckSetAside(machine, decided);
    }

    /// <summary>Rule 2: only what cannot be read is set aside. No pool that dies here leaves marks of what it counted: its death is nobody's failed try.</summary>
    private void CheckSetAside(Machine machine, DecidedChunk decided)
    {
        var truth = machine.Kernels.First(kernel => kernel.Name == decided.Id.Source.Recorder).Truth;
        if (truth.Incidents == 0 && truth.Excuses.Count == 0) Wrongs.Add($"rule 2: the healthy chunk {decided.Id} was set aside: {decided.Cause}");
    }

    /// <summary>Rule 5: published-through moves over an interval when all of it is confirmed. Looked at where it counts: what a tracer does not listen to moves nothing.</summary>
    private void OnSource(Machine machine, string path, byte[] content)
    {
        using var state = JsonDocument.Parse(content);
        if (state.RootElement.GetProperty("publishedThroughUnixNs") is not { ValueKind: JsonValueKind.Number } number) return;
        var (kernel, through, run) = (KernelAt(machine, path), number.GetInt64(), state.RootElement.GetProperty("publishedThroughRun").GetInt64());
        var series = $"{kernel.Name}.{machine.Name}";
        if (!_through.TryGetValue((machine, kernel), out var known) || (through < known.UnixNs - SetFarBackNs && run > known.NewestRun))
        {
            _through[(machine, kernel)] = (through, run);
            _cluster.Broker.Forget(series, through / NsPerSecond);
            return;
        }

        if (through <= known.UnixNs) return;
        _through[(machine, kernel)] = (through, run);
        if (_cluster.Broker.Doubled.Contains(series)) return;
        for (var start = known.UnixNs / NsPerSecond; start < through / NsPerSecond; start += _cluster.Plan.Interval.Seconds)
        {
            if (_cluster.Broker.Complete.ContainsKey((series, start))) continue;
            Wrongs.Add($"rule 5: published-through of {machine.Name}/{kernel.Name} moved to {Told.Seconds(through)} before interval {start - World.Start.ToUnixTimeSeconds()} was confirmed as complete");
            return;
        }
    }

    /// <summary>Rule 3: nothing changes a verdict; rule 5: it goes when published-through has durably passed it.</summary>
    private void OnChanging(Machine machine, string path, byte[]? replacedBy)
    {
        if (!path.EndsWith(Verdict, StringComparison.Ordinal)) return;
        if (replacedBy is not null)
        {
            if (!replacedBy.AsSpan().SequenceEqual(machine.Files.ReadFile(path))) Wrongs.Add($"rule 3: the verdict {path} is replaced");
            return;
        }

        using var verdict = JsonDocument.Parse(machine.Files.ReadFile(path));
        var (last, source) = (verdict.RootElement.GetProperty("lastUnixNs").GetInt64(), path[..path.IndexOf('/', "/spool/".Length)]);
        if (!machine.Files.IsDurable($"{source}/source.json") || !(last < Through(machine, source))) Wrongs.Add($"rule 5: the verdict {path} is removed before published-through has durably passed it");
    }

    private void OnComing(Machine machine, string path, byte[] content)
    {
        if (path.EndsWith("/run.json", StringComparison.Ordinal)) OnRun(machine, path, content);
        else if (path.EndsWith("/source.json", StringComparison.Ordinal)) OnSource(machine, path, content);
        else if (_cluster.Plan.Has(Fault.SmallSpool) && path.EndsWith(Verdict, StringComparison.Ordinal)) OnVerdict(machine, path, content);
    }

    /// <summary>It may have begun, for all that anybody can tell, from the moment on that it is noted.</summary>
    private static void OnRun(Machine machine, string path, byte[] content)
    {
        using var run = JsonDocument.Parse(content);
        if (!run.RootElement.GetProperty("isStarted").GetBoolean()) KernelAt(machine, path).MayStart();
    }

    /// <summary>What a spool drops at its limit goes uncounted: just these events, and they are declared.</summary>
    private void OnVerdict(Machine machine, string path, byte[] content)
    {
        using var verdict = JsonDocument.Parse(content);
        if (verdict.RootElement.GetProperty("outcome").GetString() != nameof(ChunkOutcome.Dropped) || !_dropped.Add((machine, path))) return;
        var truth = KernelAt(machine, path).Truth;
        truth.Happened();
        for (var cpu = 0; cpu < Kernel.Cpus; cpu++)
        {
            var (file, packets) = ($"{path[..^Verdict.Length]}/data/cpu{cpu}", new List<Packet>());
            if (machine.Files.FileExists(file)) Packet.TryDecode(machine.Files.ReadFile(file), packets);
            truth.Destroy(packets.SelectMany(packet => packet.Events));
        }
    }

    /// <summary>
    /// A publisher that was cut off, or has died, may have said an interval that no tracer knows as published. When the clock is then set back, and a run begins in
    /// it, the next term says its new sum: the consumer keeps the last. Once published-through has durably passed it, it is never said again.
    /// </summary>
    private bool MayBeSaidAnew(string series, long startUnixSeconds) =>
        Sources().Any(source => series == $"{source.Kernel.Name}.{source.Machine.Name}"
            && !(PublishedThrough(source.Machine, source.Kernel) > startUnixSeconds * NsPerSecond)
            && source.Kernel.CameTwice((startUnixSeconds + _cluster.Plan.Interval.Seconds) * NsPerSecond));

    /// <summary>What a host had told that seems gone for good goes out over what a former term may have had whole; it is put right when it comes back.</summary>
    private bool MayBePartialAfterAll(string series) => _cluster.Plan.ForgetsHosts
        && Sources().Any(source => series == $"{source.Kernel.Name}.{source.Machine.Name}" && _cluster.TracerOf(source.Machine) is not { Process.IsAlive: true });

    private static Kernel KernelAt(Machine machine, string path) => machine.Kernels.First(kernel => path.StartsWith($"/spool/{kernel.Name}/", StringComparison.Ordinal));

    private IEnumerable<(Machine Machine, Kernel Kernel)> Sources() => _cluster.Machines.SelectMany(machine => machine.Kernels.Select(kernel => (machine, kernel)));

    private static long? PublishedThrough(Machine machine, Kernel kernel) => Through(machine, $"/spool/{kernel.Name}");

    private static long? Through(Machine machine, string folder)
    {
        var path = $"{folder}/source.json";
        if (!machine.Files.FileExists(path)) return null;
        using var state = JsonDocument.Parse(machine.Files.ReadFile(path));
        return state.RootElement.GetProperty("publishedThroughUnixNs") is { ValueKind: JsonValueKind.Number } through ? through.GetInt64() : null;
    }
}
