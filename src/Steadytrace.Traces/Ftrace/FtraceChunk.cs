using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Steadytrace.Traces.Ftrace;

/// <summary>What stands beside the pages of a chunk, or of one buffer of a <c>trace.dat</c>, read and checked.</summary>
internal sealed class FtraceChunk
{
    private const string PagesSuffix = ".pages";

    /// <summary>Most CPUs of a chunk; the kernel knows no more.</summary>
    private const int MostCpus = 8192;

    /// <summary>Most names of threads that stand beside the pages: more than most machines run; each CPU begins with all of them.</summary>
    private const int MostNames = 100_000;

    /// <exception cref="FormatException">The description is of a layout that is not understood.</exception>
    public FtraceChunk(FtraceDescription description) => (Description, Layout, Table) = (description, new PageLayout(description), new EventTable(description));

    /// <summary>Another buffer of the same kernel: only the description's page size and clock may differ.</summary>
    /// <exception cref="FormatException">The page size is none.</exception>
    public FtraceChunk(FtraceDescription description, FtraceChunk other) =>
        (Description, Layout, Table, Names) = (description, new PageLayout(description), other.Table, other.Names);

    public FtraceDescription Description { get; }

    public PageLayout Layout { get; }

    public EventTable Table { get; }

    /// <summary>Names of threads at the chunk's begin, by pid.</summary>
    public Dictionary<int, ThreadName> Names { get; private init; } = [];

    /// <summary>The kernel's own counts; null when the recorder left none.</summary>
    public ChunkCounters? Counters { get; private set; }

    /// <summary>The pages, by CPU.</summary>
    public SortedDictionary<int, CpuPages> Cpus { get; } = [];

    /// <exception cref="TraceException">The description is missing, damaged, or describes a layout that is not understood.</exception>
    public static FtraceChunk Open(string directory, List<TraceFault> faults)
    {
        var path = Path.Combine(directory, FtraceDescription.FileName);
        try
        {
            var description = JsonSerializer.Deserialize(RegularFile.ReadAll(path), FtraceJson.Default.FtraceDescription) ?? throw new FormatException("the file holds null");

            // What stands inside lists the serializer does not look at.
            if (description.Events.Contains(null!) || description.SystemCalls.Values.Contains(null!)) throw new FormatException("an event or a system call is null");
            var chunk = new FtraceChunk(description);
            chunk.FindCpus(directory, faults);
            chunk.ReadNames(Path.Combine(directory, FtraceDescription.NamesFileName), faults);
            chunk.ReadCounters(directory, faults);
            return chunk;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or JsonException or FormatException)
        {
            throw new TraceException(new TraceFault(path, null, (failure as JsonException)?.BytePositionInLine ?? 0, failure.Message), failure);
        }
    }

    /// <summary>Looks for files of CPUs that are not known yet.</summary>
    public void FindCpus(string directory, List<TraceFault> faults)
    {
        foreach (var path in Directory.EnumerateFiles(directory, "cpu*" + PagesSuffix))
        {
            var name = Path.GetFileName(path.AsSpan())["cpu".Length..^PagesSuffix.Length];
            if (!int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var cpu)) continue;
            if (Cpus.Count == MostCpus)
            {
                faults.Add(new TraceFault(path, null, 0, $"more than {MostCpus} CPUs: this one and others after it are not counted"));
                return;
            }

            Cpus.TryAdd(cpu, CpuPages.OfFile(cpu, path));
        }
    }

    private void ReadNames(string path, List<TraceFault> faults)
    {
        if (!File.Exists(path)) return;
        try
        {
            if (AddNames(RegularFile.ReadAll(path)) is { } damage) faults.Add(new TraceFault(path, null, damage.At, damage.Reason));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            faults.Add(new TraceFault(path, null, 0, $"cannot be read: {failure.Message}"));
        }
    }

    /// <summary>Takes names of threads from lines <c>pid name</c>.</summary>
    /// <returns>Where the first line lies that is none, or the first one too many; null when all are taken.</returns>
    public (long At, string Reason)? AddNames(ReadOnlySpan<byte> lines)
    {
        var at = 0;
        (long, string)? damage = null;
        foreach (var range in lines.Split((byte)'\n'))
        {
            var line = lines[range];
            var space = line.IndexOf((byte)' ');
            if (space <= 0 || !int.TryParse(line[..space], NumberStyles.None, CultureInfo.InvariantCulture, out var pid))
            {
                if (line.Length > 0) damage ??= (at, "a line that is not: pid name");
            }
            else if (Names.Count < MostNames || Names.ContainsKey(pid))
            {
                Names[pid] = ThreadName.Of(line[(space + 1)..]);
            }
            else
            {
                return (at, $"more than {MostNames} names of threads: the others are known when the trace tells them, and (unknown) before");
            }

            at += line.Length + 1;
        }

        return damage;
    }

    /// <summary>Reads the kernel's own counts, which are written anew when the chunk is closed.</summary>
    public void ReadCounters(string directory, List<TraceFault> faults)
    {
        var path = Path.Combine(directory, ChunkCounters.FileName);
        if (!File.Exists(path)) return;
        try
        {
            Counters = ChunkCounters.Parse(Encoding.UTF8.GetString(RegularFile.ReadAll(path)));
        }
        catch (Exception damage) when (damage is IOException or UnauthorizedAccessException or FormatException)
        {
            faults.Add(new TraceFault(path, null, 0, damage.Message));
        }
    }
}
