using System.Diagnostics;
using Steadytrace.Testing;

namespace Steadytrace.Tests.Commands.Count;

public sealed class InterruptionTests
{
    private const int Sigint = 2;

    [SharedTraceFact]
    public async Task Ctrl_C_ends_a_count_with_130_and_no_half_table()
    {
        // Long enough that it cannot be done by itself: half a minute of the slow reader.
        var paths = Enumerable.Repeat(SharedTraces.Path("kernel-16cores"), 200);
        var program = Path.Combine(AppContext.BaseDirectory, "steadytrace.dll");
        using var process = Process.Start(new ProcessStartInfo("dotnet", [program, "count", "--reader", "checked", "--threads", "1", .. paths]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        try
        {
            // It maps the trace when it counts: from then on Ctrl-C is heard.
            await Eventually.HoldsAsync(() => File.ReadAllText($"/proc/{process.Id}/maps").Contains("kernel-16cores", StringComparison.Ordinal), "the trace is mapped", TimeSpan.FromSeconds(30));

            using var kill = Process.Start("kill", ["-s", "INT", $"{process.Id}"]);
            var (output, error) = (await process.StandardOutput.ReadToEndAsync(), await process.StandardError.ReadToEndAsync());
            await process.WaitForExitAsync();

            Assert.Equal(128 + Sigint, process.ExitCode);
            Assert.Equal("", output);
            Assert.Equal("steadytrace: stopped by Ctrl-C: nothing is shown of what was counted so far\n", error);
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }
    }
}
