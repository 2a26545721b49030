namespace Steadytrace.Cluster.Top;

/// <summary>A line of what is seen.</summary>
/// <param name="Name">Of the process, type, event or host.</param>
/// <param name="Host">Empty where it stands for several.</param>
/// <param name="Type">The event's type; empty where it is no event.</param>
/// <param name="Events">Within the look.</param>
/// <param name="PerSecond">The same, for each second that was counted.</param>
/// <param name="Share">Of all events of the look, 0 to 1.</param>
/// <param name="Cpu">Of one processor, 0 to 1 and beyond; null where nothing tells.</param>
/// <param name="Minute">Events since the minute began, the running second included.</param>
public sealed record TopRow(string Name, string Host, string Type, long Events, double PerSecond, double Share, double? Cpu, long Minute)
{
    /// <summary>The recorder of the host; empty where it is another kind of row.</summary>
    public string Recorder { get; init; } = "";

    /// <summary>Of a host's recorder: events lost within the look.</summary>
    public long Lost { get; init; }

    /// <summary>Of a host's recorder: whole packets lost within the look.</summary>
    public long LostPackets { get; init; }

    /// <summary>Of a host's recorder: events lost since the first look.</summary>
    public long LostSinceStart { get; init; }

    /// <summary>Of a host's recorder: how far its counts lie behind; null before the first.</summary>
    public TimeSpan? Behind { get; init; }

    /// <summary>Of a host's recorder: why it is not counted; else empty.</summary>
    public string Problem { get; init; } = "";
}
