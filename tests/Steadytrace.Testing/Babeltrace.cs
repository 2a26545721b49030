using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Steadytrace.Testing;

/// <summary>An event of <see cref="TracedProgram"/> as babeltrace2 reads it.</summary>
/// <param name="UnixNs">Its time in Unix nanoseconds.</param>
/// <param name="Number">The number of the call.</param>
/// <param name="Line">All of it, as text.</param>
public readonly record struct TracedCall(long UnixNs, long Number, string Line);

/// <summary>The other reader: what babeltrace2 finds in a trace.</summary>
public static partial class Babeltrace
{
    /// <summary>All calls of the traced program in a trace, in order of time.</summary>
    public static async Task<IReadOnlyList<TracedCall>> ReadCallsAsync(string trace)
    {
        // It fails on a folder without any trace; an empty chunk is no mistake here.
        if (!Directory.EnumerateFiles(trace, "metadata", SearchOption.AllDirectories).Any()) return [];
        var start = new ProcessStartInfo("babeltrace2", ["--clock-seconds", trace]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        List<TracedCall> calls = [];
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (!line.Contains(TracedProgram.Event + ":", StringComparison.Ordinal)) continue;
            var match = Call().Match(line);
            Xunit.Assert.True(match.Success, line);
            calls.Add(new TracedCall(Number(match, 1) * 1_000_000_000 + Number(match, 2), Number(match, 3), line));
        }

        await process.WaitForExitAsync();
        Xunit.Assert.True(process.ExitCode == 0, await errors);
        return calls;
    }

    /// <summary>How many events, of any kind, a trace holds; a folder without a trace holds none.</summary>
    public static async Task<long> CountAsync(string trace)
    {
        if (!Directory.EnumerateFiles(trace, "metadata", SearchOption.AllDirectories).Any()) return 0;
        var start = new ProcessStartInfo("babeltrace2", [trace]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        long events = 0;
        while (await process.StandardOutput.ReadLineAsync() is not null) events++;
        await process.WaitForExitAsync();
        Xunit.Assert.True(process.ExitCode == 0, await errors);
        return events;
    }

    private static long Number(Match match, int group) => long.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^\[(\d+)\.(\d{9})\].* number = (\d+) ")]
    private static partial Regex Call();
}
