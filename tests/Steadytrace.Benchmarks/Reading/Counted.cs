using Steadytrace.Benchmarks.Timing;
using Steadytrace.Traces;

namespace Steadytrace.Benchmarks.Reading;

/// <summary>Counting inside this process, as any program that uses the library would.</summary>
internal static class Counted
{
    /// <summary>Seconds to count a trace by type, process and pair.</summary>
    /// <exception cref="BenchException">It is damaged, or has another number of events.</exception>
    public static double Time(string trace, int threads, double events)
    {
        CountReport? report = null;
        var seconds = Turns.Time(() => report = TraceCounter.Count(trace, new CountOptions { Threads = threads }));
        if (report!.Faults is [var fault, ..]) throw new BenchException(fault.ToString());
        return report.Tally.Events == events ? seconds : throw new BenchException($"{trace}: {report.Tally.Events} events counted, {events} expected");
    }
}
