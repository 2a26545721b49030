using Steadytrace.Benchmarks.Inputs;
using Steadytrace.Benchmarks.Timing;
using Steadytrace.Traces;

namespace Steadytrace.Benchmarks.Reading;

/// <summary>ftrace's pages against the rate at which the machine can look at their bytes at all.</summary>
internal sealed class PageSpeed(ReadingInputs inputs) : IMeasure
{
    private const int Rounds = 15;
    private const double Aim = 0.40;

    public string Name => "ftrace pages";

    public async Task<IReadOnlyList<Measurement>> TakeAsync()
    {
        if (Environment.UserName != "root") throw new MissingInputException("recording through tracefs needs root");
        await inputs.EnsurePagesAsync();
        var files = Directory.GetFiles(inputs.Pages, "*.pages");
        var bytes = (double)files.Sum(file => new FileInfo(file).Length);
        var events = TraceCounter.Count(inputs.Pages, new CountOptions()).Tally.Events;
        var best = Turns.Best(Rounds,
            () => Turns.Time(() => MappedSum.Of(files)),
            () => Counted.Time(inputs.Pages, threads: 1, events));
        return
        [
            new Measurement($"ftrace pages recorded under load ({Figure.Bytes(bytes)}, {events / 1e6:0.0} million events), one thread, against a vector sum of the mapped bytes",
                Figure.BytesPerSecond(bytes, best[1]), Figure.BytesPerSecond(bytes, best[0]), best[0] / best[1], Aim),
        ];
    }
}
