namespace Steadytrace.Traces.Ctf.Packets;

/// <summary>Puts the files of all directories together to streams: files of one trace identity, stream class and stream instance id are one stream.</summary>
internal static class StreamGrouping
{
    /// <summary>The streams, in the order of their first file's path.</summary>
    public static List<TraceStream> Group(IEnumerable<StreamFile> files, IReadOnlyList<StreamTail>? before)
    {
        var tails = new Dictionary<string, StreamTail>();
        foreach (var tail in before ?? []) tails[tail.Stream] = tail;
        return [.. files.GroupBy(KeyOf).Select(group =>
        {
            var ordered = group.ToList();
            if (ordered.Count > 1) ordered = [.. ordered.OrderBy(TimeOf)];
            return new TraceStream(group.Key.Identity, ordered[0].First.Stream, ordered, TailOf(ordered, tails), before is not null);
        })];
    }

    // Without an instance id, or without a time to order its files by, a file is a stream of its own. Directories keep their own layouts.
    private static StreamKey KeyOf(StreamFile file) => file.First is { Instance: { } instance, Begin: not null } first
        ? new StreamKey(file.Directory.Identity, first.Stream.Id, instance, "")
        : new StreamKey(file.Directory.Identity, file.First.Stream.Id, 0, file.Path);

    // Each file of a stream has its own tail: the latest one is where the stream stood.
    private static StreamTail? TailOf(List<StreamFile> files, Dictionary<string, StreamTail> tails)
    {
        StreamTail? latest = null;
        foreach (var file in files)
        {
            if (tails.TryGetValue(file.RelativePath, out var tail) && (latest is null || IsLater(tail, latest))) latest = tail;
        }

        return latest;
    }

    private static bool IsLater(StreamTail tail, StreamTail than) =>
        (tail.PacketSequence ?? 0, tail.EventsDiscarded).CompareTo((than.PacketSequence ?? 0, than.EventsDiscarded)) > 0;

    private static long TimeOf(StreamFile file) =>
        file.First is { Begin: { } begin, Stream.Clock: { } clock } ? clock.ToUnixNanoseconds(begin) : 0;

    /// <param name="Identity">The trace's.</param>
    /// <param name="StreamClass">The id of the stream's class.</param>
    /// <param name="Instance">The stream's instance id; 0 for a file that is a stream of its own.</param>
    /// <param name="Alone">The path of such a file; empty otherwise.</param>
    private sealed record StreamKey(string Identity, ulong StreamClass, ulong Instance, string Alone);
}
