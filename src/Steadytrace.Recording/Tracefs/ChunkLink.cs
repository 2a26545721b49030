using Steadytrace.Recording.Spool;

namespace Steadytrace.Recording.Tracefs;

/// <summary>What is the same for a whole run stands in each chunk under a second name.</summary>
internal static class ChunkLink
{
    /// <summary>The same file in another folder: a second name for it, or a copy where the file system has none, or no more for this one.</summary>
    public static void Make(string path, string folder)
    {
        var target = Path.Combine(folder, Path.GetFileName(path));
        if (File.Exists(target)) return;
        if (Libc.Link(path, target) == 0) return;
        var failure = Libc.Failure();
        if (failure.NativeErrorCode is not (Libc.CrossDevice or Libc.NotPermitted or Libc.TooManyLinks)) throw new IOException($"cannot link {path} to {target}: {failure.Message}", failure);
        DurableFiles.Write(target, File.ReadAllBytes(path));
    }
}
