using System.Text.Json;
using Steadytrace.Testing;
using Steadytrace.Traces.Ftrace;
using Steadytrace.Traces.Tests.Ftrace;

namespace Steadytrace.Traces.Tests.Limits;

/// <summary>Ring-buffer pages that would take more memory than they have bytes, each by another way; made without chance.</summary>
internal static class HostileRings
{
    private static readonly FtraceDescription Plain = KernelTexts.Description();

    /// <summary>By name: fills a folder with a chunk.</summary>
    public static IReadOnlyDictionary<string, Action<TemporaryFolder>> All { get; } = new Dictionary<string, Action<TemporaryFolder>>
    {
        ["a thread and a name for each switch"] = folder => Write(folder, Plain, cpus: 1, pages: 12_000, Switches),
        ["threads and names of their own on each of a thousand CPUs"] = folder => Write(folder, Plain, cpus: 1000, pages: 15, Switches),
        ["a thread without a name for each event on a hundred CPUs"] = folder => Write(folder, Plain, cpus: 100, pages: 200, (page, next) =>
        {
            while (page.Left >= 12) page.Tick(next());
        }),
        ["each thread renamed by another"] = folder => Write(folder, Plain, cpus: 2, pages: 12_000, (page, next) =>
        {
            while (page.Left >= 32) page.Rename(1, next(), $"r{next():x}");
        }),
        ["an interval for each event of a ring"] = folder => Write(folder, Plain, cpus: 1, pages: 4_000, (page, next) =>
        {
            while (page.Left >= 20) page.Absolute((ulong)next() * 1_000_000_000).Tick(1);
        }),
        ["names of threads without end"] = folder =>
        {
            Write(folder, Plain, cpus: 20, pages: 2, Switches);
            File.WriteAllText(folder[FtraceDescription.NamesFileName], HostileDats.ManyNames);
        },
        ["two thousand kinds of event on two hundred CPUs"] = folder => Write(folder, Wide(), cpus: 200, pages: 10, Switches),
    };

    private static void Switches(PageBuilder page, Func<int> next)
    {
        while (page.Left >= 52)
        {
            var (from, to) = (next(), next());
            page.Switch(from, $"p{from:x}", to, $"n{to:x}");
        }
    }

    private static FtraceDescription Wide() => Plain with
    {
        Events = [.. Plain.Events, .. Enumerable.Range(1000, 2000).Select(id => new FtraceEventFormat("wide", Plain.Events[^1].Format.Replace($"ID: {KernelTexts.TickId}", $"ID: {id}", StringComparison.Ordinal).Replace("name: tick", $"name: wide{id}", StringComparison.Ordinal)))],
    };

    private static void Write(TemporaryFolder folder, FtraceDescription description, int cpus, int pages, Action<PageBuilder, Func<int>> fill)
    {
        File.WriteAllBytes(folder[FtraceDescription.FileName], JsonSerializer.SerializeToUtf8Bytes(description, FtraceJson.Default.FtraceDescription));
        var last = 0;
        for (var cpu = 0; cpu < cpus; cpu++)
        {
            using var file = File.Create(folder[$"cpu{cpu}.pages"]);
            for (var page = 0; page < pages; page++)
            {
                var builder = new PageBuilder(description, (ulong)page + 1);
                fill(builder, () => ++last);
                file.Write(builder.Page());
            }
        }
    }
}
