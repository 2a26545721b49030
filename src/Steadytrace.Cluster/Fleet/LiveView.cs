namespace Steadytrace.Cluster.Fleet;

/// <summary>What changed in the counts of the last seconds since it was asked before.</summary>
/// <param name="Version">To be given with the next question.</param>
/// <param name="At">When it was answered.</param>
/// <param name="HasMore">More has changed than fits into one answer: ask again at once.</param>
/// <param name="Sources">Every recorder that is counted live.</param>
/// <param name="Seconds">Each stands for all that was known of its source and second before.</param>
public sealed record LiveView(long Version, DateTimeOffset At, bool HasMore, IReadOnlyList<LiveSourceView> Sources, IReadOnlyList<LiveSecondView> Seconds)
{
    /// <summary>So many seconds of each source are kept: a minute, and what may come late.</summary>
    public const int SecondsKept = 130;
}

/// <summary>A recorder that is counted live.</summary>
/// <param name="CountedFrom">Everything from here on is counted; null before the first count.</param>
/// <param name="CountedThrough">What happened before is counted, but for <paramref name="Waiting"/>, and may be corrected; null before the first count.</param>
/// <param name="SettledThrough">Nothing before it will change, and these are the counts that are published; null where nothing is settled yet.</param>
/// <param name="Waiting">Events that are held back until their process is known.</param>
/// <param name="Problem">Why it is not counted, or not wholly; empty when all is well.</param>
public sealed record LiveSourceView(
    string Host, string Recorder, string Datacenter, DateTimeOffset? CountedFrom, DateTimeOffset? CountedThrough, DateTimeOffset? SettledThrough, long Waiting, string Problem);

/// <summary>The counts of one source in one second, perhaps not yet over.</summary>
/// <param name="UnixSeconds">The second's start.</param>
/// <param name="Lost">Events that the tracer lost.</param>
/// <param name="LostPackets">Whole packets that it lost.</param>
/// <param name="Events">By event.</param>
/// <param name="Processes">By process; their counts have the same sum.</param>
public sealed record LiveSecondView(
    string Host, string Recorder, long UnixSeconds, long Lost, long LostPackets, IReadOnlyList<LiveEventView> Events, IReadOnlyList<LiveProcessView> Processes);

/// <summary>An event and how often.</summary>
public sealed record LiveEventView(string Type, string Name, long Count);

/// <summary>A process, its events, and how long it ran on processors; null where nothing tells.</summary>
public sealed record LiveProcessView(string Name, long Count, long? CpuNs = null);
