using Steadytrace.Recording.Spool;

namespace Steadytrace.Recording.Tracefs;

/// <summary>What the kernel counted for a chunk that nobody will close: read before its instance is removed with all that it holds.</summary>
internal static class LastWords
{
    /// <param name="instance">Switched off here: it records nothing more.</param>
    /// <param name="chunkDirectory">The open chunk's folder, with the kernel's counters at its begin.</param>
    /// <param name="commitTime">After it, a writer that was at work when the instance was switched off is done.</param>
    public static async Task<AbandonedRun> OfAsync(TracefsInstance instance, string chunkDirectory, TimeSpan commitTime)
    {
        if (!instance.Exists || CountersFile.Read(chunkDirectory) is not { } begin) return AbandonedRun.Unknown;
        instance.Write("tracing_on", "0");
        await Task.Delay(commitTime);
        var recorded = 0L;
        var lost = new List<LossOfCpu>();
        foreach (var cpu in instance.Cpus)
        {
            // A CPU that came since then began at 0.
            var (before, after) = (begin.Before.GetValueOrDefault(cpu), instance.Counters(cpu));
            recorded += after.Read + instance.Held(cpu) - before.Read;
            lost.Add(new LossOfCpu(LossOfCpu.NameOf(cpu), after.Lost - before.Lost, 0));
        }

        return new AbandonedRun(recorded, LossOfCpu.Largest(lost));
    }
}
