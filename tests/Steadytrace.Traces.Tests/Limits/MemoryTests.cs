using System.Diagnostics;
using System.Globalization;
using Steadytrace.Testing;
using Steadytrace.Traces.Ftrace;
using Steadytrace.Traces.Tallies;
using Xunit.Abstractions;

namespace Steadytrace.Traces.Tests.Limits;

/// <summary>No input takes more memory than is stated: each is counted in a process of its own, whose peak is told by the kernel.</summary>
public class MemoryTests(ITestOutputHelper output)
{
    private const long StatedBytes = 256L << 20;

    private static readonly Dictionary<string, Action<TemporaryFolder>> Inputs = HostileTraces.All.Concat(HostileRings.All).Concat(HostileDats.All).ToDictionary();

    public static TheoryData<string> Names => [.. Inputs.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void No_trace_takes_more_memory_than_is_stated(string name)
    {
        using var folder = new TemporaryFolder();
        Inputs[name](folder);

        var (peak, said) = Count(folder.Path);

        output.WriteLine($"{(peak - Mapped(folder.Path)) >> 20} MiB beside {Mapped(folder.Path) >> 20} MiB of mapped files\n{said}");
        Assert.True(peak < StatedBytes + Mapped(folder.Path), $"{peak >> 20} MiB: {said}");
    }

    [Fact]
    public void Events_beyond_the_intervals_of_a_count_are_counted_and_a_fault_says_so()
    {
        using var folder = new TemporaryFolder();
        HostileTraces.All["an interval for each event"](folder);

        var report = TraceCounter.Count(folder.Path, new CountOptions { Interval = IntervalLength.All[0], MaximumIntervals = 100 });

        Assert.Equal(1_000_000, report.Tally.Events);
        Assert.Equal(100, report.Tally.Intervals.Count);
        Assert.Equal(999_900, report.Tally.Untimed.Events);
        Assert.Contains("MaximumIntervals", Assert.Single(report.Faults).Reason);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Events_beyond_the_entries_of_a_count_are_counted_and_a_fault_says_so(int threads)
    {
        using var folder = new TemporaryFolder();
        HostileTraces.All["a process for each event"](folder);

        var report = TraceCounter.Count(folder.Path, new CountOptions { MaximumEntries = 1000, Threads = threads });

        Assert.Equal(2_000_000, report.Tally.Events);
        Assert.Equal(2_000_000, report.Tally.Untimed.ByPair.Values.Sum());
        Assert.Equal(1_999_500, report.Tally.Untimed.ByProcess["(others)"]);
        Assert.Contains("MaximumEntries", Assert.Single(report.Faults).Reason);
    }

    [Fact]
    public void Events_of_threads_beyond_those_that_a_chunk_can_remember_are_counted_and_a_fault_says_so()
    {
        using var folder = new TemporaryFolder();
        HostileRings.All["threads and names of their own on each of a thousand CPUs"](folder);

        var report = TraceCounter.Count(folder.Path, new CountOptions { MaximumEntries = long.MaxValue });

        Assert.Equal(1_170_000, report.Tally.Events);
        Assert.Equal(1_170_000, report.Tally.Untimed.ByProcess.Values.Sum());
        Assert.Contains("threads to remember", Assert.Single(report.Faults).Reason);
    }

    // Pages of the stream files are the system's: it takes them back when it needs them. A trace.dat is mapped part by part.
    private static long Mapped(string folder) =>
        Directory.EnumerateFiles(folder).Where(file => Path.GetFileName(file) is not ("metadata" or "trace.dat" or FtraceDescription.FileName or FtraceDescription.NamesFileName)).Sum(file => (new FileInfo(file).Length + 4095) & ~4095L);

    private static (long Peak, string Said) Count(string path)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Steadytrace.Traces.Peak.dll"), path, "plan", "1", "1sec"])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        var errors = process.StandardError.ReadToEndAsync();
        var said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        var peak = said.Split('\n').FirstOrDefault(line => line.StartsWith("peak ", StringComparison.Ordinal));
        Assert.True(process.ExitCode == 0 && peak is not null, $"exit code {process.ExitCode}\n{said}{errors.Result}");
        return (long.Parse(peak["peak ".Length..], CultureInfo.InvariantCulture), said);
    }
}
