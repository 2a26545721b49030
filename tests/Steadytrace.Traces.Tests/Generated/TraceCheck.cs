using Steadytrace.Testing;
using Steadytrace.Traces.Generated;
using Steadytrace.Traces.Tallies;

namespace Steadytrace.Traces.Tests.Generated;

/// <summary>Holds a generated trace against both readers, with and without intervals, on one thread and on two.</summary>
internal static class TraceCheck
{
    private static readonly (ReaderKind Reader, int Threads, IntervalLength? Interval)[] Ways =
    [
        (ReaderKind.Checked, 1, IntervalLength.All[0]), (ReaderKind.Plan, 1, IntervalLength.All[0]), (ReaderKind.Plan, 1, null),
        (ReaderKind.Plan, 2, IntervalLength.All[0]), (ReaderKind.Checked, 2, null),
    ];

    /// <summary>What is wrong; null when all agree.</summary>
    /// <param name="trace">The trace.</param>
    /// <param name="notes">Takes what the plan left to the checked reader.</param>
    public static string? Fault(GeneratedTrace trace, ICollection<string>? notes = null)
    {
        using var folder = new TemporaryFolder();
        trace.Write(folder.Path);
        foreach (var (reader, threads, interval) in Ways)
        {
            var expected = trace.Expected.Lines(bySecond: interval is not null);
            var what = $"seed {trace.Seed}, {reader} reader, {threads} threads, {interval?.Name ?? "no"} intervals: ";
            try
            {
                var report = TraceCounter.Count(folder.Path, new CountOptions { Reader = reader, Threads = threads, Interval = interval });
                foreach (var note in report.Notes) notes?.Add(note);
                if (report.Faults.Count > 0) return what + report.Faults[0];
                var counted = CountedLines.Of(report.Tally);
                if (!counted.SequenceEqual(expected)) return what + Difference(expected, counted);
            }
            catch (Exception error) // a generated trace is valid: whatever is thrown is a finding
            {
                return what + error;
            }
        }

        return null;
    }

    /// <summary>The same failure on a trace that a person can read, if one is found soon; else the trace itself.</summary>
    public static string Describe(string fault, GeneratedTrace trace, GeneratorOptions options)
    {
        for (ulong seed = 0; seed < 500; seed++)
        {
            var small = TraceGenerator.Make(seed, GeneratorOptions.Small with { IsJson = options.IsJson });
            if (Fault(small) is { } same) return $"{fault}\nsmaller, {same}\n{small.Metadata}";
        }

        return $"{fault}\n{trace.Metadata}";
    }

    public static string Difference(IReadOnlyCollection<string> expected, IReadOnlyCollection<string> counted) =>
        $"expected but not counted:\n  {string.Join("\n  ", expected.Except(counted))}\ncounted but not expected:\n  {string.Join("\n  ", counted.Except(expected))}";
}
