using System.Globalization;
using System.Text;

namespace Steadytrace.Traces.Ftrace;

/// <summary>
/// What the kernel itself counted for a chunk, per CPU: written beside the pages, as <see cref="FileName"/>. It tells how many events were
/// lost where a page says only that some were, and what went down with a recorder that was killed.
/// </summary>
public sealed record ChunkCounters
{
    /// <summary>Name of the file: lines of words, see <see cref="ToString"/>.</summary>
    public const string FileName = "counters";

    /// <summary>Time of the chunk's begin on the trace clock.</summary>
    public required ulong Begin { get; init; }

    /// <summary>When a successor took the chunk over from a recorder that died, on the trace clock; null when none did. Pages that it had taken out of the kernel and not yet written are lost.</summary>
    public ulong? Adopted { get; init; }

    /// <summary>The kernel's counters at the chunk's begin, by CPU.</summary>
    public required IReadOnlyDictionary<int, CpuCounters> Before { get; init; }

    /// <summary>The same at its end; empty while it is recorded into.</summary>
    public IReadOnlyDictionary<int, CpuCounters> After { get; init; } = new Dictionary<int, CpuCounters>();

    /// <summary>Reads the text form.</summary>
    /// <exception cref="FormatException">A line that is not of that form.</exception>
    public static ChunkCounters Parse(string text)
    {
        ulong? begin = null, adopted = null;
        Dictionary<int, CpuCounters> before = [], after = [];
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            switch (line.Split(' '))
            {
                case ["begin", var time]: begin = Number<ulong>(time); break;
                case ["adopted", var time]: adopted = Number<ulong>(time); break;
                case ["cpu", var cpu, "before", var read, var lost]: before[Number<int>(cpu)] = new CpuCounters(Number<long>(read), Number<long>(lost)); break;
                case ["cpu", var cpu, "after", var read, var lost]: after[Number<int>(cpu)] = new CpuCounters(Number<long>(read), Number<long>(lost)); break;
                default: throw new FormatException($"not understood: {line[..Math.Min(line.Length, 80)]}");
            }

            T Number<T>(string word) where T : struct, ISpanParsable<T>, System.Numerics.INumber<T> =>
                T.TryParse(word, CultureInfo.InvariantCulture, out var number) && number >= T.Zero ? number : throw new FormatException($"not a number: {line[..Math.Min(line.Length, 80)]}");
        }

        return new ChunkCounters { Begin = begin ?? throw new FormatException("no line begin"), Adopted = adopted, Before = before, After = after };
    }

    /// <summary>What the kernel counted for one CPU within the chunk; null when the chunk has no end yet.</summary>
    public CpuCounters? Within(int cpu) =>
        Before.TryGetValue(cpu, out var before) && After.TryGetValue(cpu, out var after)
            ? new CpuCounters(after.Read - before.Read, after.Lost - before.Lost)
            : null;

    /// <summary>The text form: <c>begin TIME</c>, <c>adopted TIME</c>, <c>cpu N before|after READ LOST</c>, one per line.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"begin {Begin}\n");
        if (Adopted is { } adopted) text.Append(CultureInfo.InvariantCulture, $"adopted {adopted}\n");
        foreach (var (cpu, at) in Before.OrderBy(pair => pair.Key)) text.Append(CultureInfo.InvariantCulture, $"cpu {cpu} before {at.Read} {at.Lost}\n");
        foreach (var (cpu, at) in After.OrderBy(pair => pair.Key)) text.Append(CultureInfo.InvariantCulture, $"cpu {cpu} after {at.Read} {at.Lost}\n");
        return text.ToString();
    }
}

/// <summary>The kernel's counters of one CPU's buffer.</summary>
/// <param name="Read">Events taken out of the buffer (<c>read events</c>).</param>
/// <param name="Lost">Events overwritten, or never written for lack of room (<c>overrun</c>, <c>commit overrun</c>, <c>dropped events</c>).</param>
public readonly record struct CpuCounters(long Read, long Lost);
