using System.Buffers.Binary;

namespace Steadytrace.Traces.Ftrace;

/// <summary>From a chunk's first event to its last, as told by the first and the last page of each CPU.</summary>
internal static class FtraceSpan
{
    /// <summary>The span from the first page's begin to the last page's begin; null for a chunk without a whole page.</summary>
    /// <exception cref="TraceException">The description cannot be read.</exception>
    public static TraceSpan? Of(string directory)
    {
        var chunk = FtraceChunk.Open(directory, []);
        TraceSpan? span = null;
        foreach (var path in chunk.Cpus.Values) span = TraceSpan.Around(span, OfFile(chunk, path));
        return span;
    }

    private static TraceSpan? OfFile(FtraceChunk chunk, string path)
    {
        try
        {
            using var file = File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete);
            var pages = RandomAccess.GetLength(file) / chunk.Layout.PageBytes;
            return pages == 0 ? null : new TraceSpan(TimeOf(0), TimeOf(pages - 1));

            long TimeOf(long page)
            {
                Span<byte> stamp = stackalloc byte[sizeof(ulong)];
                if (RandomAccess.Read(file, stamp, page * chunk.Layout.PageBytes + chunk.Layout.TimestampOffset) < stamp.Length) throw new IOException("the file has become shorter");
                var time = chunk.Layout.LittleEndian ? BinaryPrimitives.ReadUInt64LittleEndian(stamp) : BinaryPrimitives.ReadUInt64BigEndian(stamp);
                return unchecked((long)time + chunk.Description.UnixOffsetNanoseconds);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null; // who counts the file tells of it
        }
    }
}
