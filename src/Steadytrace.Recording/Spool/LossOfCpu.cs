using System.Globalization;
using Steadytrace.Traces.Tallies;

namespace Steadytrace.Recording.Spool;

/// <summary>What a tracer lost on one CPU.</summary>
/// <param name="Cpu">As the count names it: <c>cpu 3</c>.</param>
/// <param name="Events">Events lost.</param>
/// <param name="Packets">Whole packets lost.</param>
public sealed record LossOfCpu(string Cpu, long Events, long Packets)
{
    /// <summary>So many CPUs are told apart in one list.</summary>
    public const int MaxCpus = 64;

    /// <summary>The name of all the others together.</summary>
    public const string Others = "(other cpus)";

    private const string Prefix = "cpu ";

    /// <summary>The CPU's number; <see cref="LostOnCpu.Others"/> for several together, null where none is known.</summary>
    public int? NumberOrNull() =>
        Cpu == Others ? LostOnCpu.Others
        : Cpu.StartsWith(Prefix, StringComparison.Ordinal) && int.TryParse(Cpu.AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>What a count says of intervals, the worst CPU first.</summary>
    public static IReadOnlyList<LossOfCpu> Of(params IReadOnlyList<IntervalTally> intervals) =>
        Largest(intervals.SelectMany(interval => interval.LostByCpu).Select(loss => new LossOfCpu(loss.Key == LostOnCpu.Others ? Others : NameOf(loss.Key), loss.Value.Events, loss.Value.Packets)));

    /// <summary>The name of a CPU.</summary>
    public static string NameOf(int number) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{number}");

    /// <summary>The worst first, what is too many added up in the last.</summary>
    public static IReadOnlyList<LossOfCpu> Largest(IEnumerable<LossOfCpu> losses)
    {
        var sorted = losses.Where(loss => loss.Events > 0 || loss.Packets > 0)
            .GroupBy(loss => loss.Cpu).Select(one => new LossOfCpu(one.Key, one.Sum(loss => loss.Events), one.Sum(loss => loss.Packets)))
            .OrderBy(loss => loss.Cpu == Others).ThenByDescending(loss => loss.Events).ThenByDescending(loss => loss.Packets).ThenBy(loss => loss.Cpu, StringComparer.Ordinal).ToList();
        if (sorted.Count <= MaxCpus) return sorted;
        var rest = sorted.Skip(MaxCpus - 1).ToList();
        return [.. sorted.Take(MaxCpus - 1), new LossOfCpu(Others, rest.Sum(loss => loss.Events), rest.Sum(loss => loss.Packets))];
    }
}
