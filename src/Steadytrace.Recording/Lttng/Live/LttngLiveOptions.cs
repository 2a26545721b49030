namespace Steadytrace.Recording.Lttng.Live;

/// <summary>How a live session is followed. Values are checked by <see cref="Validate"/>.</summary>
public sealed record LttngLiveOptions
{
    /// <summary>True to begin with all that the relay daemon still has of the session; false to begin with what comes from now on.</summary>
    public bool FromBeginning { get; init; }

    /// <summary>How long connecting may take, in milliseconds: 100 to 600,000.</summary>
    public int ConnectTimeoutMilliseconds { get; init; } = 5_000;

    /// <summary>How long one answer of the relay daemon may take, from the question to its last byte, in milliseconds: 100 to 600,000.</summary>
    public int AnswerTimeoutMilliseconds { get; init; } = 10_000;

    /// <summary>How long a trace may go without metadata that can be read, or a packet be refused, before it is given up, in milliseconds: 100 to 600,000.</summary>
    public int MetadataTimeoutMilliseconds { get; init; } = 10_000;

    /// <summary>How long to wait before asking again when nothing was new, in milliseconds: 1 to 10,000.</summary>
    public int PollMilliseconds { get; init; } = 50;

    /// <summary>How often a tally is handed on, whether anything was counted or not, in milliseconds: 10 to 60,000.</summary>
    public int TallyMilliseconds { get; init; } = 500;

    /// <summary>How many bytes of packets are collected, at most, before they are counted: 65,536 to 1,073,741,824. One packet may go beyond it.</summary>
    public long SegmentBytes { get; init; } = 16 << 20;

    /// <summary>The largest packet that is taken, in bytes: 4,096 to 1,073,741,824. A larger one ends the session.</summary>
    public long MaximumPacketBytes { get; init; } = 64 << 20;

    /// <summary>Most streams that are followed at once, those of metadata too: 1 to 20,000. One more ends the session.</summary>
    public int MaximumStreams { get; init; } = 8_192;

    /// <summary>Threads that count packets at once: 1 to 256.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Where a folder for packets is made, which are deleted once they are counted; null: in the system's folder for temporary files.</summary>
    public string? WorkFolder { get; init; }

    /// <summary>The first value that is out of its range, as one line with key, value and what is allowed; null when all are well.</summary>
    public string? Validate() =>
        Range("connect-timeout-milliseconds", ConnectTimeoutMilliseconds, 100, 600_000)
        ?? Range("answer-timeout-milliseconds", AnswerTimeoutMilliseconds, 100, 600_000)
        ?? Range("metadata-timeout-milliseconds", MetadataTimeoutMilliseconds, 100, 600_000)
        ?? Range("poll-milliseconds", PollMilliseconds, 1, 10_000)
        ?? Range("tally-milliseconds", TallyMilliseconds, 10, 60_000)
        ?? Range("segment-bytes", SegmentBytes, 1 << 16, 1 << 30)
        ?? Range("maximum-packet-bytes", MaximumPacketBytes, 4096, 1 << 30)
        ?? Range("maximum-streams", MaximumStreams, 1, 20_000)
        ?? Range("threads", Threads, 1, 256);

    private static string? Range(string key, long value, long least, long most) =>
        value >= least && value <= most ? null : $"lttng live {key} is {value}: {least} to {most} is allowed";
}
