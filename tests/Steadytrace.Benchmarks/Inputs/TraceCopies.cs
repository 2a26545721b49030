namespace Steadytrace.Benchmarks.Inputs;

/// <summary>Makes a large trace of a smaller one: a folder with many copies of it, read as one trace.</summary>
internal static class TraceCopies
{
    /// <summary>A recorder writes whole sub-buffers. What is written in small pieces is cached in small ones, and takes half as long again to count.</summary>
    private const int PieceBytes = 1 << 20;

    /// <summary>Copies byte by byte, so that no two copies share a cache.</summary>
    public static void Ensure(string trace, string folder, int copies) => Ensure(trace, folder, copies, Copy);

    /// <summary>Links instead of copying: takes no room on the disk, and no more of the page cache than one copy.</summary>
    public static void EnsureLinked(string trace, string folder, int copies) => Ensure(trace, folder, copies, Link);

    private static void Ensure(string trace, string folder, int copies, Action<string, string> copy)
    {
        if (Directory.Exists(folder)) return;
        var unfinished = folder + ".unfinished";
        if (Directory.Exists(unfinished)) Directory.Delete(unfinished, recursive: true);
        for (var number = 0; number < copies; number++)
        {
            foreach (var file in Directory.EnumerateFiles(trace, "*", SearchOption.AllDirectories))
            {
                var to = Path.Combine(unfinished, $"copy-{number}", Path.GetRelativePath(trace, file));
                Directory.CreateDirectory(Path.GetDirectoryName(to)!);
                copy(file, to);
            }
        }

        Directory.Move(unfinished, folder);
    }

    // Not by File.Copy: what is copied may be read-only, and the copy must go again.
    private static void Copy(string from, string to)
    {
        using var source = File.OpenRead(from);
        using var copy = File.Create(to);
        source.CopyTo(copy, PieceBytes);
    }

    // A hard link: a symbolic one to a folder would not be followed.
    private static void Link(string from, string to) => Timing.Command.Read("ln", from, to);
}
