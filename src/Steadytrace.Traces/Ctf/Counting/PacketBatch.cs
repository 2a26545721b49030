using Steadytrace.Traces.Ctf.Packets;

namespace Steadytrace.Traces.Ctf.Counting;

/// <summary>Packets of one file and one CPU that follow each other: what a worker counts at once.</summary>
internal sealed class PacketBatch(TraceStream stream, StreamFile file, ulong? cpu, bool tracksThreads, ThreadSegment segment)
{
    public TraceStream Stream { get; } = stream;

    public StreamFile File { get; } = file;

    public ulong? Cpu { get; } = cpu;

    /// <summary>What its first events leave open is settled by the batches before it.</summary>
    public bool TracksThreads { get; } = tracksThreads;

    public List<Packet> Packets { get; } = [];

    /// <summary>How long who ran is asked, and told by this stream.</summary>
    public bool TellsTurns { get; init; }

    /// <summary>The batch has a place in the order of its CPU's batches.</summary>
    public bool IsOrdered => TracksThreads || TellsTurns;

    /// <summary>Numbers of packets that report loss, or follow upon a piece of their file that cannot be read.</summary>
    public HashSet<long> Losses { get; } = [];

    public ThreadSegment Segment { get; } = segment;

    /// <summary>Takes each change of the thread that runs, for other streams of the CPU; null where none asks.</summary>
    public ThreadRecord? Noted { get; init; }

    /// <summary>Who ran on the CPU, where another stream tells it; null where none does.</summary>
    public ThreadListener? Threads { get; init; }

    /// <summary>The clock at the first event that was not counted, where the piece ended inside a packet.</summary>
    public ulong StoppedAt { get; set; }

    /// <summary>Size of its packets.</summary>
    public long Bytes { get; set; }

    /// <summary>The clock where the batch begins; the worker leaves it where the batch ends. Of use for chained streams only.</summary>
    public ulong Clock { get; set; }
}
