namespace Steadytrace.Simulation;

/// <summary>What one run came to.</summary>
internal sealed record RunResult(int Seed, IReadOnlyList<Fault> Faults, long Steps, long Events, IReadOnlyList<string> Wrongs)
{
    private const int MostTold = 6;

    public override string ToString() => Wrongs.Count == 0
        ? $"seed {Seed}: {Events} events add up ({string.Join(' ', Faults)})"
        : $"seed {Seed}: {Wrongs.Count} wrong ({string.Join(' ', Faults)})\n  {string.Join("\n  ", Wrongs.Take(MostTold))}";
}
