using System.Text.Json;
using Steadytrace.Testing;
using Steadytrace.Traces.Ftrace;
using Steadytrace.Traces.Tallies;

namespace Steadytrace.Traces.Tests.Ftrace;

/// <summary>A chunk made by hand.</summary>
internal sealed class ChunkFolder : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ChunkFolder(FtraceDescription description) =>
        File.WriteAllBytes(_folder[FtraceDescription.FileName], JsonSerializer.SerializeToUtf8Bytes(description, FtraceJson.Default.FtraceDescription));

    public string Path => _folder.Path;

    public ChunkFolder Cpu(int cpu, params byte[][] pages)
    {
        File.WriteAllBytes(_folder[$"cpu{cpu}.pages"], [.. pages.SelectMany(page => page)]);
        return this;
    }

    public ChunkFolder Names(string text)
    {
        File.WriteAllText(_folder[FtraceDescription.NamesFileName], text);
        return this;
    }

    public ChunkFolder Counters(string text)
    {
        File.WriteAllText(_folder[ChunkCounters.FileName], text);
        return this;
    }

    public (Tally Tally, List<TraceFault> Faults) CountWithFaults(CountOptions? options = null)
    {
        var tally = new Tally();
        var faults = new List<TraceFault>();
        FtraceReader.Count(Path, options ?? new CountOptions(), tally, faults, default);
        return (tally, faults);
    }

    public Tally Count(CountOptions? options = null)
    {
        var (tally, faults) = CountWithFaults(options);
        Assert.Empty(faults);
        return tally;
    }

    public void Dispose() => _folder.Dispose();
}
