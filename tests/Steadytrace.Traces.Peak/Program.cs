using System.Diagnostics;
using System.Globalization;
using Steadytrace.Traces;
using Steadytrace.Traces.Tallies;

// Counts a trace in a process of its own, and tells the most memory that it had: PATH [plan|checked] [THREADS] [1sec].
var options = new CountOptions
{
    Reader = args is [_, "checked", ..] ? ReaderKind.Checked : ReaderKind.Plan,
    Threads = args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 1,
    Interval = args is [.., "1sec"] ? IntervalLength.All[0] : null,
};
var watch = Stopwatch.StartNew();
try
{
    var report = TraceCounter.Count(args[0], options);
    foreach (var note in report.Notes.Take(3)) Console.WriteLine($"note {note}");
    foreach (var fault in report.Faults.Take(3)) Console.WriteLine($"fault {fault}");
    Console.WriteLine($"events {report.Tally.Events}");
    Console.WriteLine($"intervals {report.Tally.Intervals.Count}");
}
catch (TraceException refused)
{
    Console.WriteLine($"refused {refused.Fault}");
}

Console.WriteLine($"milliseconds {watch.ElapsedMilliseconds}");
var peak = File.ReadLines("/proc/self/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
Console.WriteLine($"peak {long.Parse(peak.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) << 10}");
return 0;
