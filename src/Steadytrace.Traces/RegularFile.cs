namespace Steadytrace.Traces;

/// <summary>Reads small files of a trace. A trace comes from outside: what bears a file's name may be a pipe, which keeps whoever opens it waiting, or a device without end.</summary>
internal static class RegularFile
{
    /// <summary>Most bytes of a file that is read at once: descriptions and lists of names of real traces have fewer than 8 MiB.</summary>
    public const long MaximumBytes = 16 << 20;

    /// <summary>A file's bytes, of a link those of its target; 0 for pipes and devices: to be asked before a file is opened.</summary>
    /// <exception cref="IOException">There is no such file, or links lead in a circle.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be read.</exception>
    public static long Length(string path)
    {
        var file = new FileInfo(path);
        return file.LinkTarget is null ? file.Length : file.ResolveLinkTarget(returnFinalTarget: true) is FileInfo target ? target.Length : 0;
    }

    /// <summary>All bytes of a file; none of a pipe or a device.</summary>
    /// <exception cref="IOException">It cannot be read, or has more than <see cref="MaximumBytes"/>.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static byte[] ReadAll(string path)
    {
        var length = Length(path);
        if (length == 0) return [];
        return length <= MaximumBytes ? File.ReadAllBytes(path) : throw new IOException($"{length} bytes; at most {MaximumBytes} are read");
    }
}
