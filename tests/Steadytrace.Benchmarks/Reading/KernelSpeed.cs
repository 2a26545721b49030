using Steadytrace.Benchmarks.Inputs;
using Steadytrace.Benchmarks.Timing;

namespace Steadytrace.Benchmarks.Reading;

/// <summary>20 million kernel events against babeltrace2's rate on one of the copies that they are made of.</summary>
internal sealed class KernelSpeed(ReadingInputs inputs) : IMeasure
{
    private const int Rounds = 7;
    private const double Aim = 60;

    public string Name => "kernel events";

    public async Task<IReadOnlyList<Measurement>> TakeAsync()
    {
        await inputs.EnsureKernelAsync();
        var best = Turns.Best(Rounds,
            () => Peer.Time(inputs.Kernel),
            () => Counted.Time(inputs.ManyKernels, threads: 1, ReadingInputs.KernelEventsOfAll));
        var (peer, ours) = (ReadingInputs.KernelEventsOfOne / best[0], ReadingInputs.KernelEventsOfAll / best[1]);
        return
        [
            new Measurement("kernel-16cores repeated to 20 million events, one thread, inside the process, against babeltrace2 on one copy",
                Figure.Rate(ReadingInputs.KernelEventsOfAll, best[1]), Figure.Rate(ReadingInputs.KernelEventsOfOne, best[0]), ours / peer, Aim),
        ];
    }
}
