using System.Text.Json;
using Steadytrace.Traces;

namespace Steadytrace.Recording.Lttng.Live;

/// <summary>A trace that is followed: its metadata, which grows, and its streams.</summary>
internal sealed class LiveTrace
{
    /// <summary>Most bytes of one trace's metadata: larger ones are not read.</summary>
    public const long MaximumMetadataBytes = 16 << 20;

    // It is read from its beginning whenever more of it came: the metadata of a kernel with all its events 500 times, and no more of a relay daemon that sends it byte by byte.
    private const long MaximumReadBytes = 256 << 20;

    private readonly string _growing;
    private readonly string _readable;
    private long _metadataBytes;
    private long _readBytes;

    /// <param name="session">The relay session that it belongs to.</param>
    /// <param name="id">The relay daemon's number of it.</param>
    /// <param name="root">Where its metadata is kept.</param>
    public LiveTrace(ulong session, ulong id, string root)
    {
        (Session, Id, Folder) = (session, id, $"{session}-{id}");
        _growing = Directory.CreateDirectory(Path.Combine(root, "growing", Folder)).FullName;
        _readable = Directory.CreateDirectory(Path.Combine(root, "metadata", Folder)).FullName;
    }

    public ulong Session { get; }

    public ulong Id { get; }

    /// <summary>The name of its folder in a segment.</summary>
    public string Folder { get; }

    /// <summary>All metadata that came, to which more is appended: it may end in the middle of a word.</summary>
    public string GrowingPath => Path.Combine(_growing, "metadata");

    /// <summary>The metadata as far as it could be read: what packets that wait are counted with.</summary>
    public string MetadataPath => Path.Combine(_readable, "metadata");

    /// <summary>Its metadata stream; null when it was not announced, or is closed.</summary>
    public ulong? MetadataStream { get; set; }

    /// <summary>More metadata is to be asked for before any packet is.</summary>
    public bool NeedsMetadata { get; set; } = true;

    /// <summary>All metadata that came can be read.</summary>
    public bool IsReadable { get; private set; }

    /// <summary>Why it cannot, in one line.</summary>
    public string Unreadable { get; private set; } = "no metadata came";

    /// <summary>Since when it is known that it cannot, in milliseconds of <see cref="Environment.TickCount64"/>; null while it can.</summary>
    public long? WaitsSince { get; set; }

    /// <summary>It could not be read for too long: what is announced of it is passed over.</summary>
    public bool IsGivenUp { get; set; }

    /// <summary>Bytes of metadata that may still come.</summary>
    public long MetadataRoom => MaximumMetadataBytes - _metadataBytes;

    /// <summary>Packets may be asked for.</summary>
    public bool IsReady => IsReadable && !NeedsMetadata;

    /// <summary>Nanoseconds from its clock to Unix time; null where that is not known.</summary>
    public long? UnixOffset { get; private set; }

    /// <summary>The streams that are followed.</summary>
    public List<LiveStream> Streams { get; } = [];

    /// <summary>It had streams, whether or not they are still followed.</summary>
    public bool HadStreams { get; set; }

    /// <summary>Metadata was appended: looks whether all of it can be read.</summary>
    public void Grow(long bytes)
    {
        _metadataBytes += bytes;
        _readBytes += _metadataBytes;
        try
        {
            if (_readBytes > MaximumReadBytes) throw new TraceException(new TraceFault(GrowingPath, null, 0, $"{_metadataBytes} bytes in too many pieces"));
            TraceCounter.Begin(_growing);
            File.Copy(GrowingPath, MetadataPath, overwrite: true);
            (IsReadable, WaitsSince) = (true, null);
            UnixOffset ??= FindOffset();
        }
        catch (TraceException error)
        {
            (IsReadable, Unreadable) = (false, error.Fault.Reason);
        }
    }

    /// <summary>Deletes its metadata.</summary>
    public void Delete()
    {
        Directory.Delete(_growing, recursive: true);
        Directory.Delete(_readable, recursive: true);
    }

    private long? FindOffset()
    {
        try
        {
            return LttngMetadataClock.ReadUnixOffset(MetadataPath);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            // A clock of another kind than LTTng's.
            return null;
        }
    }
}
