using Steadytrace.Traces;

namespace Steadytrace.Recording.Spool;

/// <summary>All that is known of a chunk besides its bytes. Counting depends on the chunk's files and this alone.</summary>
public sealed record ChunkManifest
{
    public required ChunkId Id { get; init; }

    /// <summary>Nothing inside is earlier. Unix nanoseconds.</summary>
    public required long BeginUnixNs { get; init; }

    /// <summary>Nothing earlier comes in a later chunk; null while it is recorded into. Unix nanoseconds.</summary>
    public long? EndUnixNs { get; init; }

    /// <summary>Nothing inside is later; null while it is recorded into. Unix nanoseconds.</summary>
    public long? LastUnixNs { get; init; }

    /// <summary>Added to every timestamp when counted, in nanoseconds.</summary>
    public long ShiftNs { get; init; }

    /// <summary>The tracer's own count of the events inside; null where it makes none.</summary>
    public long? RecordedEvents { get; init; }

    /// <summary>True when it was closed not by its recorder but by the spool, after a crash.</summary>
    public bool Sealed { get; init; }

    /// <summary>True when what its tracer still held is missing, and nobody knows how many events that is: its tracer was gone when it was sealed.</summary>
    public bool IsCutOff { get; init; }

    /// <summary>Where each stream stood before; null where that is not known.</summary>
    public IReadOnlyList<StreamTail>? Before { get; init; } = [];

    /// <summary>Files of the closed chunk, paths with forward slashes relative to its data folder.</summary>
    public IReadOnlyList<ChunkFile> Files { get; init; } = [];

    /// <summary>Tries to count it that failed.</summary>
    public int Tries { get; init; }

    /// <summary>By whom and which the last of them was, so that a word on it which is repeated, over a crash too, is one try; null before the first.</summary>
    public string? LastTry { get; init; }

    /// <summary>What its tracer lost meanwhile, by the tracer's own counts; empty where it tells nothing.</summary>
    public IReadOnlyList<LossOfCpu> LostByCpu { get; init; } = [];

    /// <summary>Size of the compressed form in bytes, where the chunk's files are in that form; null where they are as recorded.</summary>
    public long? PackedBytes { get; init; }

    public bool IsPacked => PackedBytes is not null;

    /// <summary>What its files take on disk.</summary>
    public long DiskBytes => PackedBytes ?? Bytes;

    public bool IsClosed => EndUnixNs is not null;

    public long Bytes => Files.Sum(file => file.Bytes);
}

/// <summary>A file of a chunk.</summary>
public sealed record ChunkFile(string Path, long Bytes);
