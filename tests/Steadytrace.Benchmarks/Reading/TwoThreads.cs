using Steadytrace.Benchmarks.Inputs;
using Steadytrace.Benchmarks.Timing;

namespace Steadytrace.Benchmarks.Reading;

/// <summary>Two threads against one.</summary>
internal sealed class TwoThreads(ReadingInputs inputs) : IMeasure
{
    private const int Rounds = 15;
    private const double Aim = 1.8;

    public string Name => "two threads";

    public async Task<IReadOnlyList<Measurement>> TakeAsync()
    {
        if (Environment.ProcessorCount < 2) throw new MissingInputException("this machine has one core");
        await inputs.EnsureUserSpaceAsync();
        var best = Turns.Best(Rounds,
            () => Counted.Time(inputs.UserSpace, threads: 1, ReadingInputs.Events),
            () => Counted.Time(inputs.UserSpace, threads: 2, ReadingInputs.Events));
        return [new Measurement("two threads against one, 20 million user-space events, inside the process", Figure.Seconds(best[1]), Figure.Seconds(best[0]), best[0] / best[1], Aim)];
    }
}
