using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Steadytrace.Traces.Ftrace;

/// <summary>What stands beside a chunk's pages, read and checked.</summary>
internal sealed class FtraceChunk
{
    private const string PagesSuffix = ".pages";

    private FtraceChunk(FtraceDescription description, PageLayout layout, EventTable table) => (Description, Layout, Table) = (description, layout, table);

    public FtraceDescription Description { get; }

    public PageLayout Layout { get; }

    public EventTable Table { get; }

    /// <summary>Names of threads at the chunk's begin, by pid.</summary>
    public Dictionary<int, ThreadName> Names { get; } = [];

    /// <summary>The kernel's own counts; null when the recorder left none.</summary>
    public ChunkCounters? Counters { get; private set; }

    /// <summary>The files with pages, by CPU.</summary>
    public SortedDictionary<int, string> Cpus { get; } = [];

    /// <exception cref="TraceException">The description is missing, damaged, or describes a layout that is not understood.</exception>
    public static FtraceChunk Open(string directory, List<TraceFault> faults)
    {
        var path = Path.Combine(directory, FtraceDescription.FileName);
        try
        {
            var description = JsonSerializer.Deserialize(File.ReadAllBytes(path), FtraceJson.Default.FtraceDescription) ?? throw new FormatException("the file holds null");

            // What stands inside lists the serializer does not look at.
            if (description.Events.Contains(null!) || description.SystemCalls.Values.Contains(null!)) throw new FormatException("an event or a system call is null");
            var chunk = new FtraceChunk(description, new PageLayout(description), new EventTable(description));
            chunk.FindCpus(directory);
            chunk.ReadNames(Path.Combine(directory, FtraceDescription.NamesFileName), faults);
            chunk.ReadCounters(Path.Combine(directory, ChunkCounters.FileName), faults);
            return chunk;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or JsonException or FormatException)
        {
            throw new TraceException(new TraceFault(path, null, (failure as JsonException)?.BytePositionInLine ?? 0, failure.Message), failure);
        }
    }

    private void FindCpus(string directory)
    {
        foreach (var path in Directory.EnumerateFiles(directory, "cpu*" + PagesSuffix))
        {
            var name = Path.GetFileName(path.AsSpan())["cpu".Length..^PagesSuffix.Length];
            if (int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var cpu)) Cpus.TryAdd(cpu, path);
        }
    }

    private void ReadNames(string path, List<TraceFault> faults)
    {
        if (!File.Exists(path)) return;
        var at = 0L;
        var damaged = false;
        foreach (var line in Encoding.Latin1.GetString(File.ReadAllBytes(path)).Split('\n'))
        {
            var space = line.IndexOf(' ');
            if (space > 0 && int.TryParse(line.AsSpan(0, space), NumberStyles.None, CultureInfo.InvariantCulture, out var pid))
            {
                // Latin-1 keeps each byte as it is.
                Names[pid] = ThreadName.Of(Encoding.Latin1.GetBytes(line[(space + 1)..]));
            }
            else if (line.Length > 0 && !damaged)
            {
                damaged = true;
                faults.Add(new TraceFault(path, null, at, "a line that is not: pid name"));
            }

            at += line.Length + 1;
        }
    }

    private void ReadCounters(string path, List<TraceFault> faults)
    {
        if (!File.Exists(path)) return;
        try
        {
            Counters = ChunkCounters.Parse(File.ReadAllText(path));
        }
        catch (FormatException damage)
        {
            faults.Add(new TraceFault(path, null, 0, damage.Message));
        }
    }
}
