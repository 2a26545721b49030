namespace Steadytrace.Traces.Ctf.Packets;

/// <summary>Puts the files of all directories together to streams: files of one trace identity, stream class and stream instance id are one stream.</summary>
internal static class StreamGrouping
{
    /// <summary>The streams, in the order of their first file's path.</summary>
    public static List<TraceStream> Group(IEnumerable<(TraceDirectory Directory, StreamFile File)> files, IReadOnlyList<StreamTail>? before)
    {
        var tails = (before ?? []).GroupBy(tail => tail.Stream).ToDictionary(group => group.Key, group => group.Last());
        return [.. files.GroupBy(KeyOf).Select(group =>
        {
            var ordered = group.Select(pair => pair.File).OrderBy(file => TimeOf(file)).ToList();
            var (directory, first) = (group.First().Directory, ordered[0]);
            return new TraceStream(directory.Identity, first.First.Stream, ordered, TailOf(ordered, tails), before is not null);
        })];
    }

    // Without an instance id, or without a time to order its files by, a file is a stream of its own. Directories keep their own layouts.
    private static (string Identity, ulong StreamClass, ulong Instance, string Alone) KeyOf((TraceDirectory Directory, StreamFile File) pair) =>
        pair.File.First is { Instance: { } instance, Begin: not null } first
            ? (pair.Directory.Identity, first.Stream.Id, instance, "")
            : (pair.Directory.Identity, pair.File.First.Stream.Id, 0, pair.File.Path);

    // Each file of a stream has its own tail: the latest one is where the stream stood.
    private static StreamTail? TailOf(List<StreamFile> files, Dictionary<string, StreamTail> tails) => files
        .Select(file => tails.GetValueOrDefault(file.RelativePath))
        .Where(tail => tail is not null)
        .MaxBy(tail => (tail!.PacketSequence ?? 0, tail.EventsDiscarded));

    private static long TimeOf(StreamFile file) =>
        file.First is { Begin: { } begin, Stream.Clock: { } clock } ? clock.ToUnixNanoseconds(begin) : 0;
}
