using Steadytrace.Traces.Ctf.Layout;
using Steadytrace.Traces.Ctf.Metadata;

namespace Steadytrace.Traces.Ctf.Packets;

/// <summary>A directory with a <c>metadata</c> file: one CTF trace, or a piece of one.</summary>
internal sealed class TraceDirectory
{
    public const string MetadataName = "metadata";

    private TraceDirectory(string path, TraceLayout layout) => (Path, Layout) = (path, layout);

    public string Path { get; }

    public TraceLayout Layout { get; }

    /// <summary>Directories of one identity are pieces of one trace: domains and processes differ in it, archives of a rotated session do not.</summary>
    public string Identity => Layout.Identity ?? Path;

    /// <exception cref="TraceException">Its metadata cannot be read.</exception>
    public static TraceDirectory Open(string path) => new(path, LayoutBuilder.Read(System.IO.Path.Combine(path, MetadataName)));

    /// <summary>The stream files, in order of name: every file but the metadata, hidden and empty ones.</summary>
    /// <exception cref="TraceException">The directory is gone since a moment ago, or may not be looked into.</exception>
    public static IReadOnlyList<string> StreamFiles(string path)
    {
        try
        {
            var files = Directory.EnumerateFiles(path).Where(file => System.IO.Path.GetFileName(file) is var name && name != MetadataName && name[0] != '.' && !IsEmpty(file)).ToList();
            files.Sort(StringComparer.Ordinal);
            return files;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new TraceException(new TraceFault(path, null, 0, $"cannot be looked into: {error.Message}"), error);
        }
    }

    // One that is gone since a moment ago, or may not be asked, is no empty one: whoever opens it tells why it cannot be read.
    private static bool IsEmpty(string file)
    {
        try
        {
            return new FileInfo(file).Length == 0;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
