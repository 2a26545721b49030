namespace Steadytrace.Traces.Ctf.Counting;

/// <summary>A change of the thread that runs on a CPU.</summary>
/// <param name="Clock">When, in clock cycles.</param>
/// <param name="Process">Who runs from then on.</param>
/// <param name="IsExec">The thread is the same and goes by another name: it tells nobody who runs where nobody was known before.</param>
internal readonly record struct ThreadMoment(ulong Clock, string Process, bool IsExec);
