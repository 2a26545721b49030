namespace Steadytrace.Traces.Ftrace.TraceDat;

/// <summary>One ring buffer of a <c>trace.dat</c>.</summary>
/// <param name="Name">The instance's name; empty for the top one.</param>
/// <param name="Clock">Its trace clock.</param>
/// <param name="PageBytes">Size of a page.</param>
/// <param name="IsCompressed">True when the pages are compressed piece by piece.</param>
/// <param name="Cpus">Where each CPU's pages lie.</param>
internal sealed record DatBuffer(string Name, string Clock, uint PageBytes, bool IsCompressed, IReadOnlyList<DatCpu> Cpus);

/// <summary>One CPU's pages in the file.</summary>
/// <param name="Cpu">The CPU.</param>
/// <param name="Offset">Where they begin.</param>
/// <param name="Bytes">How many bytes they take in the file.</param>
internal readonly record struct DatCpu(uint Cpu, ulong Offset, ulong Bytes);
