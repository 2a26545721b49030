using Steadytrace.Traces.Ctf.Layout;

namespace Steadytrace.Traces.Ctf.Packets;

/// <summary>One file of a stream, mapped, with its first packet.</summary>
internal sealed class StreamFile : IDisposable
{
    /// <summary>A piece of a file that is still being written.</summary>
    /// <param name="path">The file.</param>
    /// <param name="relativePath">The path below the directory that is counted.</param>
    /// <param name="directory">Where it lies.</param>
    /// <param name="bytes">The piece.</param>
    /// <param name="first">The file's first packet.</param>
    public StreamFile(string path, string relativePath, TraceDirectory directory, MappedFile bytes, Packet first) =>
        (Path, RelativePath, Directory, Bytes, First) = (path, relativePath, directory, bytes, first);

    private StreamFile(string path, string relativePath, TraceDirectory directory, MappedFile bytes, bool withIndex)
    {
        (Path, RelativePath, Directory, Bytes) = (path, relativePath, directory, bytes);
        First = NewReader().Next()!;
        if (!withIndex) return;
        Index = PacketIndex.Read(path, bytes.Length, out var note);
        IndexNote = note;
    }

    /// <summary>The file's index, as long as nothing speaks against it; null without one.</summary>
    public PacketIndex? Index { get; private set; }

    /// <summary>Why the file's index is not used; null when it is, or there is none.</summary>
    public string? IndexNote { get; private set; }

    /// <summary>The path that a person can open.</summary>
    public string Path { get; }

    /// <summary>The path below the directory that is counted, with forward slashes.</summary>
    public string RelativePath { get; }

    /// <summary>Where it lies; directories keep their own layouts, also those of one trace.</summary>
    public TraceDirectory Directory { get; }

    public TraceLayout Layout => Directory.Layout;

    public MappedFile Bytes { get; }

    public Packet First { get; }

    /// <param name="path">The file.</param>
    /// <param name="root">The directory that is counted.</param>
    /// <param name="directory">Where it lies.</param>
    /// <param name="withIndex">False to go without its index.</param>
    /// <exception cref="TraceException">The file cannot be opened, or does not begin with a packet of the trace.</exception>
    public static StreamFile Open(string path, string root, TraceDirectory directory, bool withIndex = true)
    {
        MappedFile? bytes = null;
        try
        {
            bytes = new MappedFile(path);
            return new StreamFile(path, System.IO.Path.GetRelativePath(root, path).Replace('\\', '/'), directory, bytes, withIndex);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            bytes?.Dispose();
            throw new TraceException(new TraceFault(path, null, 0, $"cannot be read: {error.Message}"), error);
        }
        catch (TraceException)
        {
            bytes?.Dispose();
            throw;
        }
    }

    /// <summary>Goes through the packets from the one that begins at an offset; packets are numbered from the number given.</summary>
    public PacketReader NewReader(long from = 0, long number = 0) => new(Layout, Bytes, Path, from, number);

    /// <summary>Gives the index up: it contradicts a packet.</summary>
    public void DistrustIndex(long packet, string contradiction)
    {
        if (Index is { } index) IndexNote = PacketIndex.Unused(index.Path, index.ByteOf(packet), $"packet {packet}: {contradiction}");
        Index = null;
    }

    public void Dispose() => Bytes.Dispose();
}
