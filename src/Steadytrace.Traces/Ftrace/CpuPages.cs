namespace Steadytrace.Traces.Ftrace;

/// <summary>One CPU's pages before they are opened.</summary>
/// <param name="Cpu">The CPU's number.</param>
/// <param name="Path">The file that faults are told of.</param>
/// <param name="Stream">Name of the stream for a split: the file, and the CPU where the file holds several.</param>
/// <param name="Open">Opens them.</param>
internal sealed record CpuPages(int Cpu, string Path, string Stream, Func<PageSource> Open)
{
    /// <summary>The pages that a file consists of.</summary>
    public static CpuPages OfFile(int cpu, string path) => new(cpu, path, System.IO.Path.GetFileName(path), () => new PageWindow(path));
}
