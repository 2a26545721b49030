using Steadytrace.Recording.Lttng;

namespace Steadytrace.Recording.Tests.Lttng.Live;

/// <summary>A trace that a <see cref="ScriptedRelay"/> serves.</summary>
/// <param name="id">Its number, and that of its session; those of its streams begin with it.</param>
/// <param name="metadata">Its metadata, in pieces: each is sent by itself.</param>
internal sealed class ServedTrace(ulong id, params byte[][] metadata)
{
    private readonly Queue<byte[]> _metadata = new(metadata);
    private bool _isMetadataAnnounced;
    private int _announced;

    public ulong Id => id;

    public ulong MetadataStream => id * 1000;

    public List<ServedStream> Streams { get; } = [];

    /// <summary>All streams are closed and sent.</summary>
    public bool IsOver => Streams.TrueForAll(stream => stream.HasHungUp);

    /// <summary>A recorded trace, with what its indexes tell of its packets.</summary>
    public static ServedTrace Recorded(ulong id, string folder)
    {
        var trace = new ServedTrace(id, File.ReadAllBytes(Path.Combine(folder, "metadata")));
        foreach (var file in Directory.EnumerateFiles(folder).Where(file => Path.GetFileName(file) != "metadata").Order(StringComparer.Ordinal))
        {
            var index = LttngIndexFile.Read(Path.Combine(folder, "index", Path.GetFileName(file) + ".idx"), new FileInfo(file).Length);
            var stream = trace.Add(File.ReadAllBytes(file));
            // What is sent of a packet are the first 56 bytes of its entry in the index file.
            for (var entry = 0; entry < index.Entries.Count; entry++) stream.Packets.Enqueue(index.Bytes.AsSpan(LttngIndexFile.HeaderLength + entry * index.EntryBytes, 56).ToArray());
        }

        return trace;
    }

    public ServedStream Add(byte[] file)
    {
        var stream = new ServedStream(id * 1000 + 1 + (ulong)Streams.Count, file);
        Streams.Add(stream);
        return stream;
    }

    /// <summary>The streams that were not announced.</summary>
    public List<byte[]> Announce()
    {
        List<byte[]> streams = [.. Streams.Skip(_announced).Select(stream => ScriptedRelay.StreamBytes(stream.Id, id, false, $"channel_{stream.Id}"))];
        if (!_isMetadataAnnounced) streams.Add(ScriptedRelay.StreamBytes(MetadataStream, id, true, "metadata"));
        (_announced, _isMetadataAnnounced) = (Streams.Count, true);
        return streams;
    }

    /// <summary>The next piece of metadata; empty when all was sent.</summary>
    public byte[] NextMetadata() => _metadata.TryDequeue(out var piece) ? piece : [];
}
