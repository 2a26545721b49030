using Steadytrace.Recording;
using Steadytrace.Recording.Spool;

namespace Steadytrace.Cluster.Messages;

/// <summary>To a tracer's spools.</summary>
public sealed record SourceReportWanted : IClusterMessage;

/// <summary>A source, as its tracer sees it.</summary>
public sealed record SourceReport(
    SourceId Source, string Datacenter, string Node, string State, long? RunBeganUnixNs, int Chunks, int Undecided, long SpoolBytes,
    long? Recorded, long Counted, long Lost, long LostChunks, long? PublishedThroughUnixNs, ChunkReport[] Waiting,
    ChunkReport[] Decided, long LostPackets, LossOfCpu[] LostByCpu) : IClusterMessage;

/// <summary>A chunk that is not decided.</summary>
public sealed record ChunkReport(ChunkId Id, long BeginUnixNs, long? EndUnixNs, long Bytes, int Tries, string State, long? PackedBytes, string Reason);

/// <summary>To a pool: have so many workers. Answered by <see cref="CommandAnswered"/>.</summary>
public sealed record ScalePool(int Workers) : IClusterMessage;

/// <summary>To a pool.</summary>
public sealed record PoolReportWanted : IClusterMessage;

/// <summary>A parser pool, as it sees itself.</summary>
public sealed record PoolReport(
    string Node, HostId Host, string Datacenter, int Workers, int Busy, long Chunks, long Events, double EventsPerSecond, long Failed) : IClusterMessage;

/// <summary>Node to the aggregator of its datacenter, repeated while it holds: parts that have failed again and again and stay down.</summary>
public sealed record PartsDown(string Node, string[] Parts) : IClusterMessage;

/// <summary>Aggregator to node: start a part that stays down once more. Not answered: the node tells no more of it when it works.</summary>
public sealed record RestartPart(string Part) : IClusterMessage;
