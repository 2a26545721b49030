namespace Steadytrace.Traces;

/// <summary>Where the time of a CPU stood at the end of a chunk, and who ran there: what the next chunk needs to go on without a gap.</summary>
/// <param name="Stream">The stream that told the CPU's switches: its first file's path inside the chunk, with forward slashes, as <see cref="StreamTail.Stream"/>: <c>kernel/channel0_3</c>, <c>cpu3.pages</c>.</param>
/// <param name="Cpu">The CPU.</param>
/// <param name="UnixNanoseconds">Up to here its time is counted, in nanoseconds since 1970, without <see cref="CountOptions.ShiftNanoseconds"/>.</param>
/// <param name="Process">Who runs; null when nobody knows.</param>
/// <param name="Thread">The pid of the thread that runs, in ring-buffer pages; else null.</param>
/// <param name="IsLossBehind">Events were lost behind it: the time until the next packet belongs to nobody.</param>
public sealed record CpuTail(string Stream, ulong Cpu, long UnixNanoseconds, string? Process, int? Thread, bool IsLossBehind);
