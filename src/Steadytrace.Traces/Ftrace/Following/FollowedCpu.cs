namespace Steadytrace.Traces.Ftrace.Following;

/// <summary>One CPU's file while it grows.</summary>
/// <param name="path">The file.</param>
/// <param name="counts">Its counts.</param>
/// <param name="timeline">Names that other CPUs must be told of.</param>
/// <param name="file">Counts its pages.</param>
internal sealed class FollowedCpu(string path, CpuCounts counts, NameTimeline timeline, CpuFile file)
{
    private long _offset;

    public CpuCounts Counts => counts;

    /// <summary>Who runs at the end, for the chunk that comes next; null where nobody asks.</summary>
    public CpuTail? Tail => file.Tail;

    /// <summary>The file is damaged, or became shorter: nothing more is read of it.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>This CPU told of names that others must know in order of time.</summary>
    public bool ToldOthers { get; private set; }

    /// <summary>Counts what came.</summary>
    /// <param name="pageBytes">Size of a page.</param>
    /// <param name="isClosed">Nothing will be added any more: what is no whole page is damage.</param>
    /// <param name="buffer">To read into.</param>
    /// <param name="cancellation">Checked between runs of pages.</param>
    public void Look(int pageBytes, bool isClosed, Memory<byte> buffer, CancellationToken cancellation)
    {
        var length = IsBroken ? _offset : Length();
        if (!isClosed) length -= (length - _offset) % pageBytes;
        if (length < _offset) IsBroken = true;
        if (IsBroken || length == _offset) return;
        IsBroken = file.CountMore(() => new GrowingPages(path, _offset, length, buffer), null, cancellation) is not null;
        _offset = length;
        ToldOthers |= timeline.Found.Count > 0;
        timeline.Found.Clear();
    }

    /// <summary>Books what only the whole file tells.</summary>
    public void End(ChunkCounters? counters) => file.End(counters);

    private long Length()
    {
        try
        {
            return RegularFile.Length(path);
        }
        catch (IOException)
        {
            return -1; // gone
        }
    }
}
