using System.Net;
using Akka.Actor;
using Akka.Cluster;
using Steadytrace.Cluster.Messages;
using Steadytrace.Cluster.Parsing;
using Steadytrace.Cluster.Watching;
using Steadytrace.Metrics;

namespace Steadytrace.Cluster.Fleet;

/// <summary>The fleet as the actors tell it: every question goes to <c>/user/node</c> of every member that can know, and the answers are put together.</summary>
public sealed class ActorFleet(ActorSystem system, TimeProvider clock) : IFleet
{
    private static readonly TimeSpan NodeAnswersWithin = TimeSpan.FromSeconds(3);
    private readonly Akka.Cluster.Cluster _cluster = Akka.Cluster.Cluster.Get(system);

    public async Task<FleetView> ViewAsync(CancellationToken cancellation)
    {
        var members = Members().ToList();
        var unreachable = _cluster.State.Unreachable.Select(member => member.Address).ToHashSet();
        var reports = await AskAllAsync<NodeReport>(members.Where(member => !unreachable.Contains(member.Address)), new NodeReportWanted(), cancellation);
        var byNode = reports.ToDictionary(report => report.Node);
        var now = clock.GetUtcNow();
        return new FleetView(
            now,
            [.. members.Select(member => NodeOf(member, byNode.GetValueOrDefault(member.Address.NodeName()), unreachable.Contains(member.Address)))],
            [.. reports.Select(report => report.Pool).OfType<PoolReport>().Select(PoolOf)],
            [.. reports.SelectMany(report => report.Sources).Select(source => SourceOf(source, now)).OrderBy(source => source.Host, StringComparer.Ordinal)],
            [.. reports.Select(report => report.Publisher).OfType<PublisherView>()],
            [.. reports.SelectMany(report => report.Failures)],
            [.. members.Select(member => member.Address.NodeName()).Where(node => !byNode.ContainsKey(node))]);
    }

    public async Task<IReadOnlyList<IntervalView>> IntervalsAsync(int limit, CancellationToken cancellation) =>
        [.. (await AskAllAsync<IntervalsGiven>(Aggregators(), new IntervalsWanted(limit), cancellation))
            .SelectMany(given => given.Intervals).OrderByDescending(interval => interval.Start).ThenBy(interval => interval.Host, StringComparer.Ordinal).Take(limit)];

    public async Task<IReadOnlyList<string>> MetricNamesAsync(string match, int limit, CancellationToken cancellation) =>
        [.. (await AskAllAsync<MetricNamesGiven>(Aggregators(), new MetricNamesWanted(match, limit), cancellation))
            .SelectMany(given => given.Names).Distinct().Order(StringComparer.Ordinal).Take(limit)];

    public async Task<MetricSeries?> SeriesAsync(string name, CancellationToken cancellation) =>
        (await AskAllAsync<SeriesGiven>(Aggregators(), new SeriesWanted(name), cancellation)).FirstOrDefault(given => given.Found) is { } series
            ? new MetricSeries(name, [.. series.UnixSeconds.Zip(series.Values, (seconds, value) => new MetricPoint(seconds, value))])
            : null;

    public async Task<IReadOnlyList<ChunkView>> ChunksAsync(string host, int limit, CancellationToken cancellation) =>
        [.. (await AskAllAsync<NodeReport>(Members().Where(member => member.HasRole(NodeRoles.Tracer)), new NodeReportWanted(), cancellation))
            .Where(report => host.Length == 0 || report.Host == host)
            .SelectMany(report => report.Sources).SelectMany(source => source.Decided.Concat(source.Waiting).OrderBy(chunk => chunk.Id.Run).ThenBy(chunk => chunk.Id.Number)).Take(limit).Select(ChunkOf)];

    public async Task<LiveView> LiveAsync(long after, string? host, TimeSpan wait, CancellationToken cancellation)
    {
        var answer = await system.ActorSelection("/user/watch").Ask<object>(new LiveWanted(after, host, wait), wait + NodeAnswersWithin, cancellation).ConfigureAwait(false);
        return answer is LiveGiven given ? given.View : throw new FleetRequestException(((LiveRefused)answer).Reason, HttpStatusCode.ServiceUnavailable);
    }

    public async Task<CommandResult> ScalePoolAsync(string node, int workers, CancellationToken cancellation)
    {
        if (workers is < 0 or > PoolOptions.MaxWorkers) return new CommandResult(false, $"A pool has 0 to {PoolOptions.MaxWorkers} workers, not {workers}");
        return await CommandAsync(node, NodeRoles.Parser, new ScalePool(workers), cancellation);
    }

    public Task<CommandResult> CommandTracerAsync(string host, TracerCommand command, CancellationToken cancellation) =>
        CommandAsync(host, NodeRoles.Tracer, new CommandTracer(command), cancellation);

    public async Task<CommandResult> RemoveNodeAsync(string node, bool down, CancellationToken cancellation)
    {
        var (member, problem) = await FindAsync(node, role: null, cancellation);
        if (member is null) return new CommandResult(false, problem);
        if (down) _cluster.Down(member.Address);
        else _cluster.Leave(member.Address);
        return new CommandResult(true, down ? $"Node {member.Address.NodeName()} is declared down" : $"Node {member.Address.NodeName()} leaves the cluster");
    }

    private async Task<CommandResult> CommandAsync(string node, string role, object command, CancellationToken cancellation)
    {
        var (member, problem) = await FindAsync(node, role, cancellation);
        if (member is null) return new CommandResult(false, problem);
        var answers = await AskAllAsync<CommandAnswered>([member], command, cancellation);
        return answers is [var answer]
            ? new CommandResult(answer.Done, answer.Message)
            : new CommandResult(false, $"Node {member.Address.NodeName()} did not answer within {NodeAnswersWithin.TotalSeconds:0} s; it may have done it");
    }

    /// <summary>The member named by its address, or by its host's name where only one node of the role has it.</summary>
    private async Task<(Member? Member, string Problem)> FindAsync(string node, string? role, CancellationToken cancellation)
    {
        var members = Members().Where(member => role is null || member.HasRole(role)).ToList();
        if (members.FirstOrDefault(member => member.Address.NodeName() == node) is { } byAddress) return (byAddress, "");

        var reports = await AskAllAsync<NodeReport>(members, new NodeReportWanted(), cancellation);
        var named = members.Where(member => reports.Any(report => report.Host == node && report.Node == member.Address.NodeName())).ToList();
        var kind = role is null ? "node" : $"node with role {role}";
        return named switch
        {
            [var only] => (only, ""),
            [] => (null, $"No {kind} is named {node}; see: steadytrace cluster show"),
            _ => (null, $"{named.Count} nodes are named {node}; give one's address: {string.Join(", ", named.Select(member => member.Address.NodeName()))}"),
        };
    }

    private IEnumerable<Member> Members() => _cluster.State.Members.Where(member => member.Status != MemberStatus.Removed);

    private IEnumerable<Member> Aggregators() => Members().Where(member => member.HasRole(NodeRoles.Aggregator));

    private async Task<List<T>> AskAllAsync<T>(IEnumerable<Member> members, object question, CancellationToken cancellation) where T : class
    {
        var answers = await Task.WhenAll(members.Select(async member =>
        {
            try
            {
                var node = system.ActorSelection(new RootActorPath(member.Address) / "user" / "node");
                return await node.Ask<T>(question, NodeAnswersWithin, cancellation).ConfigureAwait(false);
            }
            catch (AskTimeoutException)
            {
                return null;
            }
        })).ConfigureAwait(false);
        return [.. answers.OfType<T>()];
    }

    private static NodeView NodeOf(Member member, NodeReport? report, bool unreachable)
    {
        var datacenter = member.Roles.FirstOrDefault(role => role.StartsWith("dc-", StringComparison.Ordinal))?[3..] ?? "";
        return new NodeView(
            member.Address.NodeName(), report?.Host ?? "", datacenter, [.. NodeRoles.All.Where(member.HasRole)],
            unreachable ? "unreachable" : member.Status.ToString().ToLowerInvariant(), report?.Version ?? "");
    }

    private static PoolView PoolOf(PoolReport pool) => new(
        pool.Node, pool.Host.Value, pool.Datacenter, pool.Workers, pool.Busy, pool.Chunks, pool.Events, pool.EventsPerSecond, pool.Failed);

    private static SourceView SourceOf(SourceReport source, DateTimeOffset now)
    {
        var through = AtOrNull(source.PublishedThroughUnixNs);
        // Where nothing was ever published, all since the begin waits.
        var waitsSince = through ?? (source.Undecided > 0 ? AtOrNull(source.RunBeganUnixNs) : null);
        return new SourceView(
            source.Source.Host.Value, source.Source.Recorder, source.Datacenter, source.Node, source.State, AtOrNull(source.RunBeganUnixNs), source.Chunks,
            source.Undecided, source.SpoolBytes, source.Recorded, source.Counted, source.Lost, source.LostChunks, through,
            waitsSince is { } at ? Math.Max(0, Math.Round((now - at).TotalSeconds, 1)) : 0)
        {
            LostPackets = source.LostPackets,
            LostByCpu = source.LostByCpu,
        };
    }

    private static ChunkView ChunkOf(ChunkReport chunk) => new(
        chunk.Id.Source.Host.Value, chunk.Id.Source.Recorder, chunk.Id.Run, chunk.Id.Number, At(chunk.BeginUnixNs), AtOrNull(chunk.EndUnixNs), chunk.Bytes,
        chunk.State, chunk.Tries, chunk.PackedBytes, chunk.Reason);

    private static DateTimeOffset At(long unixNs) => DateTimeOffset.UnixEpoch.AddTicks(unixNs / TimeSpan.NanosecondsPerTick);

    private static DateTimeOffset? AtOrNull(long? unixNs) => unixNs is { } at ? At(at) : null;
}
