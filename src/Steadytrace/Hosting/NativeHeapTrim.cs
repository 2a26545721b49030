using System.Runtime.InteropServices;

namespace Steadytrace.Hosting;

/// <summary>Gives free memory of the C library back to the system, now and then, for as long as the node runs.</summary>
/// <remarks>
/// The GNU C library gives each thread that allocates a heap of its own, and keeps what a peak took there although nobody needs it: the runtime compiles, starts
/// processes and answers requests on threads that come and go. More than half of what a tracer grew by at full load lay there. The source is malloc_trim(3).
/// </remarks>
internal sealed class NativeHeapTrim(TimeProvider time) : BackgroundService
{
    // Starting takes the most: most of what a node runs is compiled by then.
    private static readonly TimeSpan First = TimeSpan.FromMinutes(2), Every = TimeSpan.FromMinutes(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!OperatingSystem.IsLinux()) return;
        try
        {
            await Task.Delay(First, time, stoppingToken).ConfigureAwait(false);
            using var timer = new PeriodicTimer(Every, time);
            do _ = Trim(0);
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
        }
        catch (EntryPointNotFoundException)
        {
            // Another C library, which gives back by itself.
        }
    }

    [DllImport("libc", EntryPoint = "malloc_trim")]
    private static extern int Trim(nuint keep);
}
