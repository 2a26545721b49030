using System.Text;
using System.Text.Json;
using Steadytrace.Traces.Ftrace;
using Steadytrace.Traces.Generated;
using Steadytrace.Traces.Tests.Ftrace;

namespace Steadytrace.Traces.Tests.Following;

/// <summary>An ftrace chunk made of one seed: threads that come and go on a few CPUs, with and without names, loss with and without a number.</summary>
internal sealed class RandomRing
{
    private const ulong Begin = 5_000_000_000;
    private readonly Chance _chance;
    private readonly FtraceDescription _description = KernelTexts.Description(pageBytes: 512);
    private readonly bool _renamesOthers;
    private readonly StringBuilder _before = new($"begin {Begin}\n");
    private readonly StringBuilder _after = new();

    public RandomRing(ulong seed, bool renamesOthers)
    {
        (_chance, _renamesOthers) = (new Chance(seed), renamesOthers);
        for (var cpu = 0; cpu <= _chance.Below(3); cpu++) Files.Add($"cpu{cpu}.pages", [.. Pages(cpu).SelectMany(page => page)]);
        Files.Add(FtraceDescription.FileName, JsonSerializer.SerializeToUtf8Bytes(_description, FtraceJson.Default.FtraceDescription));
        Files.Add(FtraceDescription.NamesFileName, Encoding.ASCII.GetBytes("11 eleven\n12 twelve\n"));
        Files.Add(ChunkCounters.FileName, Encoding.ASCII.GetBytes(_before.ToString()));
    }

    /// <summary>As the chunk is while it is recorded into.</summary>
    public Dictionary<string, byte[]> Files { get; } = [];

    /// <summary>What the file of counters says once the chunk is closed.</summary>
    public string ClosedCounters => _before.ToString() + _after;

    private List<byte[]> Pages(int cpu)
    {
        var pages = new List<byte[]>();
        var (time, lost) = (Begin, 0L);
        var running = 0;
        for (var left = 1 + _chance.Below(9); left > 0; left--)
        {
            time += (ulong)_chance.Below(700_000_000);
            var page = new PageBuilder(_description, time);
            while (page.Left > 80) running = Add(page, running);
            if (_chance.Percent(30)) lost += Lose(page);
            pages.Add(page.Page());
        }

        _before.Append($"cpu {cpu} before 100 7\n");
        _after.Append($"cpu {cpu} after 900 {7 + lost}\n");
        return pages;
    }

    private int Add(PageBuilder page, int running)
    {
        switch (_chance.Below(8))
        {
            case 0:
                var next = 10 + _chance.Below(9);
                page.Switch(running, running == 0 ? "swapper/0" : Name(running), next, Name(next), Delta());
                return next;
            case 1: page.Exec(running, $"/usr/bin/program-{_chance.Below(3)}", Delta()); break;
            case 2: page.Fork(running, 20 + _chance.Below(5), $"child-{_chance.Below(3)}", Delta()); break;
            case 3: page.Rename(running, _renamesOthers ? 10 + _chance.Below(9) : running, $"renamed-{_chance.Below(3)}", Delta()); break;
            case 4: page.Call(KernelTexts.EnterId, running, _chance.Below(300), Delta()); break;
            // A thread that nobody has named.
            case 5: page.Tick(30 + _chance.Below(4), Delta()); break;
            // It has a name from its switches, perhaps on another CPU, perhaps later.
            case 6: page.Tick(10 + _chance.Below(9), Delta()); break;
            default: page.Tick(running, Delta()); break;
        }

        return running;
    }

    private long Lose(PageBuilder page)
    {
        var lost = 1 + _chance.Below(50);
        page.Lost(_chance.Percent(60) ? (ulong)lost : null);
        return lost;
    }

    private uint Delta() => (uint)_chance.Below(90_000_000);

    private static string Name(int pid) => $"thread-{pid}";
}
