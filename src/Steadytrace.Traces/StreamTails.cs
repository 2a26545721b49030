using Steadytrace.Traces.Ctf.Packets;

namespace Steadytrace.Traces;

/// <summary>Reads where each stream of a trace ends, for the chunk that comes after it.</summary>
public static class StreamTails
{
    /// <summary>The tail of every stream file in a directory and below it, in order of path.</summary>
    /// <remarks>
    /// Read from LTTng's index file (<c>index/NAME.idx</c>) where there is a valid one for the whole file whose last entry agrees with the
    /// file's own last packet; else by going through the packets' headers. A damaged stream ends with its last whole packet: the events
    /// that <see cref="TraceCounter"/> counts of a cut one are known, what came after them is not. A stream without whole packets has no tail.
    /// </remarks>
    /// <param name="traceDirectory">A trace directory, or one that holds several; ftrace chunks in it have no stream files and no tails.</param>
    /// <exception cref="TraceException">No trace is there, a directory cannot be looked into, or metadata cannot be read.</exception>
    public static IReadOnlyList<StreamTail> Read(string traceDirectory)
    {
        var tails = new List<StreamTail>();
        var found = TraceFolders.Find(traceDirectory);
        // A tail that is left out would be told as loss by the next chunk.
        if (found.Unseen is [var unseen, ..]) throw new TraceException(unseen);
        foreach (var path in found.Ctf)
        {
            var directory = TraceDirectory.Open(path);
            foreach (var file in TraceDirectory.StreamFiles(path))
            {
                if (Tail(file, traceDirectory, directory) is { } tail) tails.Add(tail);
            }
        }

        return [.. tails.OrderBy(tail => tail.Stream, StringComparer.Ordinal)];
    }

    private static StreamTail? Tail(string file, string root, TraceDirectory directory)
    {
        StreamFile stream;
        try
        {
            stream = StreamFile.Open(file, root, directory);
        }
        catch (TraceException)
        {
            return null; // not one whole packet
        }

        using (stream)
        {
            return Last(stream) is { Cut: null, EventsDiscarded: { } discarded } last ? new StreamTail(stream.RelativePath, discarded, last.Sequence) : null;
        }
    }

    private static Packet Last(StreamFile stream)
    {
        if (PacketIndex.LastPacketOffset(stream.Path, stream.Bytes.Length) is { } offset && stream.NewReader(offset) is var jumped)
        {
            try
            {
                // Only a packet that reaches the file's end exactly is the last one: an index that lies leads elsewhere.
                if (jumped.Next() is { Cut: null } packet && packet.Offset + packet.Bytes == stream.Bytes.Length) return packet;
            }
            catch (TraceException)
            {
                // The index points to no packet; the walk below decides.
            }
        }

        var last = stream.First;
        try
        {
            var reader = stream.NewReader();
            while (reader.Next() is { Cut: null } packet) last = packet;
        }
        catch (TraceException)
        {
            // The rest is no packet: the one before it is the last.
        }

        return last;
    }
}
