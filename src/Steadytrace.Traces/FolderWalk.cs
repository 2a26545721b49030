using Steadytrace.Traces.Ftrace.TraceDat;

namespace Steadytrace.Traces;

/// <summary>A directory and all below it, links not followed. One that cannot be looked into takes nothing but itself with it.</summary>
internal sealed class FolderWalk
{
    /// <summary>More levels lead nowhere but back: a directory that is mounted below itself.</summary>
    private const int MaximumDepth = 32;

    private const int MaximumFolders = 100_000;
    private static readonly EnumerationOptions NoLinks = new() { AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = false };

    /// <exception cref="TraceException">The directory itself cannot be looked into, or there are too many below it.</exception>
    public FolderWalk(string path)
    {
        Look(path, 0);
        if (Folders.Count == 0) throw new TraceException(Unseen[0]);
        Folders.Sort(1, Folders.Count - 1, StringComparer.Ordinal);
    }

    /// <summary>The directory, then those below it in order of path.</summary>
    public List<string> Folders { get; } = [];

    /// <summary>Files in them that trace-cmd wrote, in any order.</summary>
    public List<string> DatFiles { get; } = [];

    /// <summary>Directories that could not be looked into.</summary>
    public List<TraceFault> Unseen { get; } = [];

    private void Look(string folder, int depth)
    {
        try
        {
            var below = Directory.EnumerateDirectories(folder, "*", NoLinks).Take(MaximumFolders).ToList();
            DatFiles.AddRange(Directory.EnumerateFiles(folder, "*.dat").Where(TraceDatFile.IsOne));
            if (Folders.Count == MaximumFolders) throw new TraceException(new TraceFault(Folders[0], null, 0, $"more than {MaximumFolders} directories"));
            Folders.Add(folder);
            if (depth == MaximumDepth && below.Count > 0) Unseen.Add(new TraceFault(folder, null, 0, $"directories more than {MaximumDepth} levels below the path are not looked into"));
            else below.ForEach(one => Look(one, depth + 1));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Unseen.Add(new TraceFault(folder, null, 0, $"cannot be looked into: {error.Message}"));
        }
    }
}
