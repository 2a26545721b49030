namespace Steadytrace.Traces.Ftrace;

/// <summary>The pages of one CPU, in order, wherever they are kept.</summary>
internal abstract class PageSource : IDisposable
{
    /// <summary>Bytes that a run has at the most, unless a page has more.</summary>
    protected const int RunBytes = 16 << 20;

    /// <summary>Place in the file of the last run's first byte; of compressed pages, of the piece that they came from.</summary>
    public abstract long Offset { get; }

    /// <summary>Bytes of the file that the last run took.</summary>
    public abstract long TakenBytes { get; }

    /// <summary>The next run of whole pages, good until the next call; empty at the end, less than whole pages only right before it.</summary>
    /// <param name="pageBytes">Size of a page.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="FormatException">What holds the pages is damaged.</exception>
    public abstract ReadOnlySpan<byte> Next(int pageBytes);

    /// <inheritdoc/>
    public virtual void Dispose() => GC.SuppressFinalize(this);
}
