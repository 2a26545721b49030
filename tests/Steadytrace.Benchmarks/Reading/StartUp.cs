using Steadytrace.Benchmarks.Inputs;
using Steadytrace.Benchmarks.Timing;

namespace Steadytrace.Benchmarks.Reading;

/// <summary>A trace so small that starting is all there is to do.</summary>
internal sealed class StartUp(BenchOptions options, ReadingInputs inputs) : IMeasure
{
    private const int Rounds = 21;
    private const double LimitSeconds = 0.150;

    public string Name => "start-up";

    // The middle one of many runs, not the best: a person waits for each.
    public async Task<IReadOnlyList<Measurement>> TakeAsync()
    {
        await inputs.EnsureSmallAsync();
        var seconds = Enumerable.Range(0, Rounds).Select(_ => Command.Time(options.Steadytrace, "count", inputs.Small)).Order().ElementAt(Rounds / 2);
        return [new Measurement("start-up: `count` of 1,000 events, whole command, median", Figure.Seconds(seconds), Figure.Seconds(LimitSeconds), LimitSeconds / seconds, 1)];
    }
}
