namespace Steadytrace.Traces.Tallies;

/// <summary>What a tracer lost on one CPU.</summary>
/// <param name="Events">Events.</param>
/// <param name="Packets">Whole packets; of ftrace, losses of an unknown number of events.</param>
public readonly record struct LostOnCpu(long Events, long Packets)
{
    /// <summary>So many CPUs are told apart in one interval; the rest count as <see cref="Others"/>.</summary>
    public const int MaximumCpus = 1024;

    /// <summary>In place of a CPU's number: the CPUs that found no room under their own.</summary>
    public const int Others = -1;

    /// <summary>The sum of both.</summary>
    public static LostOnCpu operator +(LostOnCpu one, LostOnCpu other) => new(one.Events + other.Events, one.Packets + other.Packets);
}
