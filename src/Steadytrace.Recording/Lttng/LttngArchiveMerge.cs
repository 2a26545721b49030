using System.Buffers.Binary;

namespace Steadytrace.Recording.Lttng;

/// <summary>Makes one trace of archives that follow each other in one session.</summary>
/// <remarks>
/// Needed after a crash only, when one chunk has to take several archives. A stream file is a row of packets, so streams are put one behind
/// the other; so are their indexes, with the offsets moved. Metadata only grows within a session: the longest knows all.
/// </remarks>
internal static class LttngArchiveMerge
{
    private const int OffsetBytes = 8;

    /// <summary>The folders of an archive that hold traces.</summary>
    public static readonly string[] Domains = ["kernel", "ust"];

    /// <summary>Writes the sum of the pieces into a new folder. Of each stream only the packets that its index vouches for are taken.</summary>
    public static void Write(IReadOnlyList<string> pieces, string target)
    {
        Directory.CreateDirectory(target);
        foreach (var piece in pieces)
        {
            foreach (var domain in Domains.Select(domain => Path.Combine(piece, domain)).Where(Directory.Exists))
            {
                foreach (var file in Directory.EnumerateFiles(domain, "*", SearchOption.AllDirectories))
                {
                    if (IsIndex(file)) continue;
                    var into = Path.Combine(target, Path.GetRelativePath(piece, file));
                    var written = LatestWrite(file, into);
                    Append(file, into);
                    KeepTime(into, written);
                }
            }
        }
    }

    /// <summary>Path of a stream's index file.</summary>
    public static string IndexOf(string stream) => Path.Combine(Path.GetDirectoryName(stream)!, "index", Path.GetFileName(stream) + ".idx");

    /// <summary>True for a file that is an index, not a stream or metadata.</summary>
    public static bool IsIndex(string file) =>
        Path.GetExtension(file) == ".idx" && Path.GetFileName(Path.GetDirectoryName(file)) == "index";

    // When its events were written, not when they were put together: by it is told how long a dead tracer recorded.
    private static DateTime LatestWrite(string source, string target)
    {
        var (one, other) = (File.GetLastWriteTimeUtc(source), File.Exists(target) ? File.GetLastWriteTimeUtc(target) : DateTime.MinValue);
        return one > other ? one : other;
    }

    private static void KeepTime(string target, DateTime written)
    {
        foreach (var file in new[] { target, IndexOf(target) }.Where(File.Exists)) File.SetLastWriteTimeUtc(file, written);
    }

    private static void Append(string source, string target)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        if (Path.GetFileName(source) == "metadata")
        {
            if (!File.Exists(target) || new FileInfo(source).Length >= new FileInfo(target).Length) File.Copy(source, target, overwrite: true);
            return;
        }

        using var from = File.OpenRead(source);
        // A full disk leaves files without a byte, the index among them: they say nothing of what the others hold.
        if (from.Length == 0) return;
        var first = !File.Exists(target);
        using var to = new FileStream(target, FileMode.Append);
        var index = TryRead(IndexOf(source), from.Length);
        if (index is null)
        {
            from.CopyTo(to);
            if (File.Exists(IndexOf(target))) File.Delete(IndexOf(target));
            return;
        }

        AppendIndex(index, IndexOf(target), shift: to.Length, first);
        Copy(from, to, index.StreamBytes);
    }

    private static LttngIndexFile? TryRead(string path, long streamBytes)
    {
        try
        {
            return File.Exists(path) ? LttngIndexFile.Read(path, streamBytes) : null;
        }
        catch (InvalidDataException)
        {
            // The stream is taken whole, without an index: whoever reads it finds what is wrong, and tells where.
            return null;
        }
    }

    private static void AppendIndex(LttngIndexFile index, string target, long shift, bool first)
    {
        // A piece before had no index: what is here would not describe the whole file.
        if (!first && !File.Exists(target)) return;
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        using var to = new FileStream(target, FileMode.Append);
        if (first) to.Write(index.Bytes.AsSpan(0, LttngIndexFile.HeaderLength));
        for (var i = 0; i < index.Entries.Count; i++)
        {
            var entry = index.Bytes.AsSpan(LttngIndexFile.HeaderLength + i * index.EntryBytes, index.EntryBytes);
            BinaryPrimitives.WriteInt64BigEndian(entry[..OffsetBytes], index.Entries[i].Offset + shift);
            to.Write(entry);
        }
    }

    private static void Copy(Stream from, Stream to, long bytes)
    {
        var buffer = new byte[1 << 16];
        while (bytes > 0)
        {
            var read = from.Read(buffer, 0, (int)Math.Min(buffer.Length, bytes));
            if (read == 0) throw new EndOfStreamException("a stream became shorter while it was read");
            to.Write(buffer, 0, read);
            bytes -= read;
        }
    }
}
