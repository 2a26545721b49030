namespace Steadytrace.Recording.Spool;

/// <summary>How much lies in a folder, by its files' sizes. A scan of a few files per CPU: cheap enough for a few times a second.</summary>
public static class RecordedBytes
{
    private static readonly EnumerationOptions Everything = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };

    /// <summary>What a recorder has written since its last cut: into the chunk's folder (tracefs), or into its own (LTTng, until the archive is moved).</summary>
    /// <remarks>
    /// The granularity is the recorder's: tracefs moves pages when a quarter of a CPU's buffer is full and at each of its polls; LTTng writes whole
    /// sub-buffers, so up to one sub-buffer per CPU and channel is not seen yet.
    /// </remarks>
    public static long SinceCut(RecordingRun run, string chunkDirectory) => In(chunkDirectory) + In(run.Directory);

    /// <summary>Bytes of all files in a folder; those that go away meanwhile do not count.</summary>
    public static long In(string folder)
    {
        if (!Directory.Exists(folder)) return 0;
        var bytes = 0L;
        try
        {
            foreach (var file in new DirectoryInfo(folder).EnumerateFiles("*", Everything))
            {
                if (Length(file) is { } length) bytes += length;
            }
        }
        catch (DirectoryNotFoundException)
        {
            // A tracer renames its folders under our eyes; the next look sees them whole.
        }

        return bytes;
    }

    private static long? Length(FileInfo file)
    {
        try
        {
            return file.Length;
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }
}
