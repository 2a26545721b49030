namespace Steadytrace.Traces.Generated;

/// <summary>A trace made of one seed: its files, and what counting them must yield.</summary>
public sealed class GeneratedTrace
{
    internal GeneratedTrace(ulong seed) => Seed = seed;

    public ulong Seed { get; }

    /// <summary>The metadata's text, before it was cut into packets: the first directory's.</summary>
    public string Metadata { get; internal set; } = "";

    /// <summary>Contents by path below the trace's directory, with forward slashes.</summary>
    public Dictionary<string, byte[]> Files { get; } = new(StringComparer.Ordinal);

    /// <summary>The stream files among them.</summary>
    public List<string> Streams { get; } = [];

    /// <summary>By stream file, the places of the integers that are lengths of sequences.</summary>
    public Dictionary<string, List<NumberPlace>> Lengths { get; } = new(StringComparer.Ordinal);

    public ExpectedTally Expected { get; } = new();

    public ConstructCounts Constructs { get; } = new();

    /// <summary>Writes all files below a directory.</summary>
    public void Write(string directory)
    {
        foreach (var (path, bytes) in Files)
        {
            var file = Path.Combine(directory, path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllBytes(file, bytes);
        }
    }
}
