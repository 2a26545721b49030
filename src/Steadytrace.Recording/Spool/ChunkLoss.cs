using System.Globalization;
using Steadytrace.Traces;
using Steadytrace.Traces.Ftrace;

namespace Steadytrace.Recording.Spool;

/// <summary>What the tracer lost while a chunk was recorded, by CPU, from the tracer's own counts: no event need be read for it.</summary>
public static class ChunkLoss
{
    /// <summary>Reads the kernel's counters beside ftrace's pages, or compares where LTTng's streams stood before and after.</summary>
    /// <param name="dataPath">The closed chunk's data folder.</param>
    /// <param name="before">Where each stream stood at its begin; null where that is not known.</param>
    /// <param name="after">Where each stands at its end; null or empty where the recorder tells nothing.</param>
    public static IReadOnlyList<LossOfCpu> Of(string dataPath, IReadOnlyList<StreamTail>? before, IReadOnlyList<StreamTail>? after)
    {
        var counters = Path.Combine(dataPath, ChunkCounters.FileName);
        if (File.Exists(counters)) return OfKernel(counters);
        if (before is null || after is null) return [];
        var began = before.ToDictionary(tail => tail.Stream, tail => tail.EventsDiscarded);
        return LossOfCpu.Largest(after.Select(tail => new LossOfCpu(CpuOf(tail.Stream), Since(began.GetValueOrDefault(tail.Stream), tail.EventsDiscarded), 0)));
    }

    private static IReadOnlyList<LossOfCpu> OfKernel(string path)
    {
        try
        {
            var counters = ChunkCounters.Parse(File.ReadAllText(path));
            return LossOfCpu.Largest(counters.Before.Keys.Select(cpu => new LossOfCpu(LossOfCpu.NameOf(cpu), counters.Within(cpu)?.Lost ?? 0, 0)));
        }
        catch (FormatException)
        {
            // A crash left it half written; the count of the chunk says what that means.
            return [];
        }
    }

    /// <summary>The counter of a 32-bit tracer wraps; one that went back by more than half of what it can hold did not.</summary>
    private static long Since(ulong before, ulong after) =>
        after >= before ? (long)(after - before) : before <= uint.MaxValue && (uint)after - (uint)before < 1U << 31 ? (uint)after - (uint)before : 0;

    /// <summary>LTTng names a stream's file after its channel and CPU: <c>channel0_3</c>.</summary>
    private static string CpuOf(string stream) =>
        int.TryParse(stream.AsSpan(stream.LastIndexOf('_') + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var cpu) ? LossOfCpu.NameOf(cpu) : "(no cpu)";
}
