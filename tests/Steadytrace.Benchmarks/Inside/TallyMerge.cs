using BenchmarkDotNet.Attributes;
using Steadytrace.Traces.Tallies;

namespace Steadytrace.Benchmarks.Inside;

/// <summary>Adds the tally of one worker, with as many names as a busy host has, to another's.</summary>
[Config(typeof(InsideConfig))]
[MemoryDiagnoser]
public class TallyMerge
{
    private const int Kinds = 300;
    private const int Processes = 200;
    private readonly Tally _from = Filled();
    private readonly Tally _into = Filled();

    [Benchmark]
    public void Add() => _into.Add(_from);

    private static Tally Filled()
    {
        var tally = new Tally();
        for (var kind = 0; kind < Kinds; kind++)
        {
            for (var process = kind % 7; process < Processes; process += 7) tally.Untimed.Add(new TracedEvent("system", $"event_{kind}"), $"process-{process}", 1);
        }

        return tally;
    }
}
