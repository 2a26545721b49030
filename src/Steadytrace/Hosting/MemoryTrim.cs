using System.Runtime.InteropServices;

namespace Steadytrace.Hosting;

/// <summary>Gives memory that nobody needs any more back to the system, now and then, for as long as the node runs.</summary>
/// <remarks>
/// <para>The GNU C library gives each thread that allocates a heap of its own, and keeps what a peak took there: the runtime compiles, starts processes and answers
/// requests on threads that come and go. The source is malloc_trim(3).</para>
/// <para>The collector seldom looks at what is old as long as there is memory, and takes another region instead. Where the heap is small it is made to look, and to give back
/// what is free.</para>
/// </remarks>
/// <param name="time">When to look.</param>
/// <param name="smallHeap">In bytes. More takes too long to be looked at while everything waits: an aggregator of thousands of hosts.</param>
internal sealed class MemoryTrim(TimeProvider time, long smallHeap = 128 << 20) : BackgroundService
{
    // Starting takes the most: most of what a node runs is compiled by then.
    private static readonly TimeSpan First = TimeSpan.FromMinutes(2), Every = TimeSpan.FromMinutes(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Delay(First, time, stoppingToken).ConfigureAwait(false);
        using var timer = new PeriodicTimer(Every, time);
        do
        {
            if (Used() < smallHeap) GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            TrimNativeHeaps();
        }
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
    }

    /// <summary>What was in use when the collector looked last: what was taken and dropped since then takes no time to be looked at.</summary>
    private static long Used()
    {
        var seen = GC.GetGCMemoryInfo(GCKind.Any);
        return seen.HeapSizeBytes - seen.FragmentedBytes;
    }

    private static void TrimNativeHeaps()
    {
        if (!OperatingSystem.IsLinux()) return;
        try
        {
            _ = Trim(0);
        }
        catch (EntryPointNotFoundException)
        {
            // Another C library, which gives back by itself.
        }
    }

    [DllImport("libc", EntryPoint = "malloc_trim")]
    private static extern int Trim(nuint keep);
}
