namespace Steadytrace.Traces.Ctf.Counting;

/// <summary>The names that an event carries; null where it carries none.</summary>
/// <param name="Own">Of its process.</param>
/// <param name="Previous">Of the thread that leaves the CPU.</param>
/// <param name="Next">Of the thread that runs next.</param>
/// <param name="File">That a process takes from the file it becomes.</param>
internal readonly record struct EventNames(string? Own, string? Previous, string? Next, string? File);
