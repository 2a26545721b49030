using Steadytrace.Benchmarks.Inputs;
using Steadytrace.Benchmarks.Timing;

namespace Steadytrace.Benchmarks.Reading;

/// <summary>20 million user-space events against babeltrace2: inside the process, and as whole commands.</summary>
internal sealed class UserSpaceSpeed(BenchOptions options, ReadingInputs inputs) : IMeasure
{
    private const int Rounds = 3;
    private const double InsideAim = 100;
    private const double WholeAim = 40;

    public string Name => "user-space events";

    public async Task<IReadOnlyList<Measurement>> TakeAsync()
    {
        await inputs.EnsureUserSpaceAsync();
        var best = Turns.Best(Rounds,
            () => Peer.Time(inputs.UserSpace),
            // Cheap beside the peer's turn: twice, so that what the peer left in the processor's caches is gone.
            () => Math.Min(Inside(), Inside()),
            () => Command.Time(options.Steadytrace, "count", "--json", "--threads", "1", inputs.UserSpace));
        var size = Figure.Bytes(ReadingInputs.SizeOf(inputs.UserSpace));
        return
        [
            new Measurement($"20 million user-space events ({size}), one thread, inside the process, against babeltrace2", Figure.Seconds(best[1]), Figure.Seconds(best[0]), best[0] / best[1], InsideAim),
            new Measurement("the same as whole commands", Figure.Seconds(best[2]), Figure.Seconds(best[0]), best[0] / best[2], WholeAim),
        ];
    }

    private double Inside() => Counted.Time(inputs.UserSpace, threads: 1, ReadingInputs.Events);
}
