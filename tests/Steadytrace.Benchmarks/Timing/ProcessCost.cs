using System.Globalization;
using System.Runtime.InteropServices;

namespace Steadytrace.Benchmarks.Timing;

/// <summary>What processes have cost since they started.</summary>
/// <param name="CpuSeconds">User and system time, that of children which have ended too.</param>
/// <param name="WrittenBytes">Bytes of files that they changed, in whole pages: what goes to the disk sooner or later.</param>
/// <param name="Memory">What they hold now.</param>
internal readonly partial record struct ProcessCost(double CpuSeconds, long WrittenBytes, ResidentMemory Memory)
{
    // Of the fields behind the name, which may hold spaces: user and system time of the children that were waited for, in hundredths.
    private const int FirstChildTime = 13;
    private const double TicksPerSecond = 100;

    // The clock of a whole process, to the nanosecond, by its number: clock_getcpuclockid(3).
    private const int ScheduledTime = 2;

    /// <summary>Of running processes, together.</summary>
    public static ProcessCost Of(params IEnumerable<int> processes)
    {
        var sum = new ProcessCost();
        foreach (var process in processes)
        {
            var memory = ResidentMemory.Of(process);
            sum = new ProcessCost(
                sum.CpuSeconds + OwnSeconds(process) + ChildSeconds(process), sum.WrittenBytes + Written(process),
                new ResidentMemory(sum.Memory.Own + memory.Own, sum.Memory.Now + memory.Now, sum.Memory.Peak + memory.Peak));
        }

        return sum;
    }

    private static double OwnSeconds(int process) => ReadClock((~process << 3) | ScheduledTime, out var time) == 0
        ? time.Seconds + time.Nanoseconds / 1e9
        : throw new BenchException($"process {process} is gone: it ended before it was measured");

    private static double ChildSeconds(int process)
    {
        var text = File.ReadAllText($"/proc/{process}/stat");
        var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        return fields[FirstChildTime..(FirstChildTime + 2)].Sum(ticks => long.Parse(ticks, CultureInfo.InvariantCulture)) / TicksPerSecond;
    }

    private static long Written(int process)
    {
        const string Name = "write_bytes:";
        var line = File.ReadLines($"/proc/{process}/io").First(line => line.StartsWith(Name, StringComparison.Ordinal));
        return long.Parse(line[Name.Length..], CultureInfo.InvariantCulture);
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int ReadClock(int clock, out TimeSpec time);

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct TimeSpec
    {
        public readonly long Seconds;
        public readonly long Nanoseconds;
    }
}
