using System.Diagnostics;
using System.Globalization;
using Steadytrace.Recording.Tracefs;
using Steadytrace.Testing;
using Steadytrace.Traces;
using Steadytrace.Traces.Tallies;

namespace Steadytrace.Recording.Tests.Tracefs;

/// <summary>How long a process ran, by its trace and by the kernel's own account.</summary>
[Collection(TracefsTests.Name)]
public sealed class CpuTimeOfKernelTests
{
    private const string Burner = "burns-cpu-time"; // a name that nobody else has
    private const int Ticks = 60;                   // of 10 ms, which it burns at least
    private const int Cuts = 3;                     // while it burns
    private const double TickNanoseconds = 1e7;

    /// <summary>Burns until the kernel says that it did and the chunks are cut, and tells how long that was; ended by the kernel if nobody cuts.</summary>
    private const string Script = """
        ulimit -t 60
        while :; do
          i=0; while [ $i -lt 5000 ]; do i=$((i + 1)); done
          read a b c d e f g h i j k l m user system rest < /proc/$$/stat
          [ $((user + system)) -ge TICKS ] && [ -e "$0.cut" ] && break
        done
        echo $((user + system))
        """;

    [TracefsFact]
    public async Task A_program_that_burns_cpu_time_is_seen_with_as_much_as_the_kernel_accounts_to_it()
    {
        using var folder = new TemporaryFolder();
        File.Copy("/bin/dash", folder[Burner]);
        await using var run = new TracedRun(new TracefsOptions { ExcludeOwnProcess = false });
        await run.StartAsync();
        var watch = Stopwatch.StartNew();
        var burning = Task.Run(() => Burn(folder[Burner]));
        for (var cut = 1; !burning.IsCompleted; cut++)
        {
            await Task.WhenAny(burning, Task.Delay(50));
            await run.CutAsync();
            if (cut == Cuts)
                await File.WriteAllTextAsync(folder[$"{Burner}.cut"], "");
        }

        await run.StopAsync();
        var elapsed = watch.Elapsed.TotalSeconds;

        var (sum, tails) = (new Tally(), (IReadOnlyList<CpuTail>)[]);
        foreach (var chunk in run.Chunks)
        {
            var report = TraceCounter.Count(chunk, new CountOptions { CpuTime = true, CpuBefore = tails, Interval = IntervalLength.All[0] });
            Assert.Empty(report.Faults);
            sum.Add(report.Tally);
            tails = [.. report.CpuTails.Concat(tails).DistinctBy(tail => tail.Cpu)];
        }

        var total = sum.Total();
        var (ticks, lived) = await burning;
        var seen = total.CpuByProcess[Burner];
        Assert.True(run.Chunks.Count > Cuts);
        // The kernel takes off what a hypervisor gave to others; a turn on the processor lasts that long all the same. Longer than it lived, nobody runs.
        Assert.True(seen + total.CpuLost >= 0.7 * ticks * TickNanoseconds, $"{ticks} ticks accounted, {seen} ns seen and {total.CpuLost} ns lost");
        Assert.True(seen <= lived.TotalNanoseconds, $"{seen} ns seen of a program that lived {lived.TotalNanoseconds} ns");

        // Every CPU that switched was busy or idle all the time, and never twice at once.
        Assert.InRange((total.CpuByProcess.Values.Sum() + total.CpuLost) / 1e9, 0.5 * elapsed, tails.Count * (elapsed + 1));
    }

    private static (long Ticks, TimeSpan Lived) Burn(string burner)
    {
        var began = Stopwatch.GetTimestamp();
        using var process = Process.Start(new ProcessStartInfo(burner, ["-c", Script.Replace("TICKS", $"{Ticks}")]) { RedirectStandardOutput = true })!;
        var ticks = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (long.Parse(ticks, CultureInfo.InvariantCulture), Stopwatch.GetElapsedTime(began));
    }
}
