namespace Steadytrace.Recording.Replay;

/// <summary>One recorded trace: what becomes a chunk.</summary>
/// <param name="Folder">Its folder.</param>
/// <param name="BeginUnixNs">A time at or before its first event, in Unix nanoseconds.</param>
/// <param name="EndUnixNs">A time at or after its last event, in Unix nanoseconds.</param>
internal sealed record ReplayTrace(string Folder, long BeginUnixNs, long EndUnixNs)
{
    /// <summary>For each place in a row of traces, the earliest begin of those from there on: nothing earlier comes any more.</summary>
    public static long[] EarliestFrom(IReadOnlyList<ReplayTrace> traces)
    {
        var earliest = new long[traces.Count];
        for (var i = traces.Count - 1; i >= 0; i--)
            earliest[i] = i == traces.Count - 1 ? traces[i].BeginUnixNs : Math.Min(traces[i].BeginUnixNs, earliest[i + 1]);
        return earliest;
    }
}
