using System.Diagnostics;
using System.Text.RegularExpressions;
using Steadytrace.Testing;

namespace Steadytrace.Traces.Tests.Ctf;

/// <summary>What <c>perf data convert --to-ctf</c> writes, with babeltrace's own CTF writer.</summary>
public sealed partial class PerfTraceTests
{
    [PerfFact]
    public void A_recording_that_perf_converted_is_counted_by_the_plan_as_babeltrace_counts_it()
    {
        using var folder = new TemporaryFolder();
        Run("perf", "record", "--quiet", "--event=cpu-clock", "--freq=999", $"--output={folder["perf.data"]}", "--", "sh", "-c", "i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done; true");
        Run("perf", "data", "convert", "--all", $"--input={folder["perf.data"]}", $"--to-ctf={folder["ctf"]}");
        var expected = Run("babeltrace2", "--clock-seconds", "--no-delta", folder["ctf"]).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => Event().Match(line).Groups[1].Value).GroupBy(name => name).Select(group => $"{group.Key} {group.Count()}").Order(StringComparer.Ordinal);

        foreach (var reader in Enum.GetValues<ReaderKind>())
        {
            var report = TraceCounter.Count(folder["ctf"], new CountOptions { Reader = reader });

            Assert.Empty(report.Faults);
            Assert.Empty(report.Notes);
            Assert.Equal(expected, report.Tally.Total().ByEvent.Select(pair => $"{pair.Key} {pair.Value}").Order(StringComparer.Ordinal));
        }
    }

    private static string Run(string command, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{command}: {errors.Result}");
        return output;
    }

    [GeneratedRegex(@"^\[\d+\.\d{9}\] (\S+): \{")]
    private static partial Regex Event();
}
