using Steadytrace.Recording.Spool;

namespace Steadytrace.Cluster.Fleet;

/// <summary>The fleet at one moment.</summary>
/// <param name="At">When it was asked.</param>
/// <param name="Nodes">Every member of the cluster, by address.</param>
/// <param name="Pools">Every parser pool.</param>
/// <param name="Sources">Every recorder of every host.</param>
/// <param name="Publishers">One per datacenter.</param>
/// <param name="Failures">What failed lately and what stays down.</param>
/// <param name="Unanswered">Nodes that did not answer in time; what they would have said is missing above.</param>
public sealed record FleetView(
    DateTimeOffset At,
    IReadOnlyList<NodeView> Nodes,
    IReadOnlyList<PoolView> Pools,
    IReadOnlyList<SourceView> Sources,
    IReadOnlyList<PublisherView> Publishers,
    IReadOnlyList<FailureView> Failures,
    IReadOnlyList<string> Unanswered);

/// <summary>A member of the cluster.</summary>
/// <param name="Node">Address, <c>host:port</c>.</param>
/// <param name="Status"><c>up</c>, <c>joining</c>, <c>leaving</c>, <c>unreachable</c>, …</param>
public sealed record NodeView(string Node, string Host, string Datacenter, IReadOnlyList<string> Roles, string Status, string Version);

/// <summary>A parser pool.</summary>
/// <param name="Workers">How many it has.</param>
/// <param name="Busy">How many count a chunk now.</param>
/// <param name="Chunks">Counted since the pool began.</param>
/// <param name="Events">Counted since the pool began.</param>
/// <param name="EventsPerSecond">While counting, per worker.</param>
/// <param name="Failed">Tries that failed.</param>
public sealed record PoolView(string Node, string Host, string Datacenter, int Workers, int Busy, long Chunks, long Events, double EventsPerSecond, long Failed);

/// <summary>A recorder of a host.</summary>
/// <param name="State"><c>starting</c>, <c>recording</c>, <c>rotating</c>, <c>paused</c>, <c>stopping</c>, <c>failed</c>, <c>silent</c>.</param>
/// <param name="Chunks">Chunks in the spool, decided or not.</param>
/// <param name="Undecided">Closed chunks that wait to be counted.</param>
/// <param name="SpoolBytes">Bytes they take on the host's disk.</param>
/// <param name="Recorded">Events of this run by the tracer's own count; null where it makes none.</param>
/// <param name="Counted">Events of this run counted in decided chunks.</param>
/// <param name="Lost">Events of this run declared lost.</param>
/// <param name="PublishedThrough">The time before which every interval is confirmed; null before the first.</param>
/// <param name="LagSeconds">From published-through, or where nothing is published yet and chunks wait from the run's begin, until now.</param>
public sealed record SourceView(
    string Host, string Recorder, string Datacenter, string Node, string State, DateTimeOffset? RunBegan, int Chunks, int Undecided, long SpoolBytes,
    long? Recorded, long Counted, long Lost, long LostChunks, DateTimeOffset? PublishedThrough, double LagSeconds)
{
    /// <summary>Whole packets that the tracer lost in this run.</summary>
    public long LostPackets { get; init; }

    /// <summary>What the tracer lost in this run by CPU, the worst first, at most 16.</summary>
    public IReadOnlyList<LossOfCpu> LostByCpu { get; init; } = [];
}

/// <summary>A datacenter's publisher.</summary>
/// <param name="State"><c>connected</c>, <c>waiting</c>, <c>failed</c>; <c>console only</c> where no broker is set.</param>
/// <param name="Broker">Address without credentials; empty where none is set.</param>
/// <param name="Lines">Metric lines confirmed since the aggregator's term began.</param>
public sealed record PublisherView(string Datacenter, string Node, string State, string Broker, long Lines, long Intervals, int Waiting, string LastFailure);

/// <summary>A part that failed.</summary>
/// <param name="Part">Its name: <c>recorder</c>, <c>publisher</c>, <c>worker</c>, <c>bridge</c>.</param>
/// <param name="StaysDown">True when it is not started again by itself.</param>
/// <param name="Recovered">True when it works again.</param>
public sealed record FailureView(string Node, string Part, int Count, string LastMessage, DateTimeOffset LastAt, bool StaysDown, bool Recovered = false);

/// <summary>An interval of a source.</summary>
/// <param name="State"><c>open</c>, <c>complete</c>, <c>partial</c>, <c>published</c>.</param>
/// <param name="Metrics">Lines published for it.</param>
/// <param name="TopEvents">The most frequent events, largest first, at most 20.</param>
/// <param name="TopProcesses">The busiest processes, largest first, at most 20.</param>
public sealed record IntervalView(
    string Host, string Recorder, string Datacenter, string Length, DateTimeOffset Start, string State, long? Recorded, long Events, long Lost, long LostChunks,
    double GapSeconds, int Metrics, IReadOnlyList<NamedCount> TopEvents, IReadOnlyList<NamedCount> TopProcesses)
{
    /// <summary>Whole packets that the tracer lost.</summary>
    public long LostPackets { get; init; }

    /// <summary>What the tracer lost by CPU, the worst first, at most 16: less than <see cref="Lost"/> where whole chunks were lost, or nobody knows the CPU.</summary>
    public IReadOnlyList<LossOfCpu> LostByCpu { get; init; } = [];
}

/// <summary>A name and how often.</summary>
public sealed record NamedCount(string Name, long Count);

/// <summary>A chunk in a spool.</summary>
/// <param name="State"><c>recording</c>, <c>closed</c>, <c>offered</c>, <c>counted</c>, <c>lost</c>, <c>set aside</c>.</param>
/// <param name="Bytes">As recorded.</param>
/// <param name="Tries">Tries to count it that failed.</param>
/// <param name="CompressedBytes">What it takes on disk, where its files are compressed; null where they are as recorded.</param>
/// <param name="Reason">Why it is not whole; empty when all is well.</param>
public sealed record ChunkView(string Host, string Recorder, long Run, long Number, DateTimeOffset Begin, DateTimeOffset? End, long Bytes, string State, int Tries,
    long? CompressedBytes = null, string Reason = "");
