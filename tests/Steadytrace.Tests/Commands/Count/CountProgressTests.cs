using System.Diagnostics;
using Steadytrace.Testing;

namespace Steadytrace.Tests.Commands.Count;

/// <summary>The bar, on a terminal that util-linux's <c>script</c> plays.</summary>
public sealed class CountProgressTests
{
    // The slow reader needs some seconds for so many, anywhere.
    private const int Copies = 30;

    [SharedTraceFact]
    public async Task A_terminal_gets_a_bar_that_is_gone_in_the_end()
    {
        var screen = await OnTerminalAsync("");

        Assert.Matches(@"counting \d+\.\d MiB of \d+\.\d MiB .*%", screen);
        var end = screen[screen.IndexOf("events", StringComparison.Ordinal)..];
        Assert.DoesNotContain("counting", end, StringComparison.Ordinal);
        Assert.Contains("\e[?25h", screen, StringComparison.Ordinal); // the cursor is back
    }

    [SharedTraceFact]
    public async Task No_terminal_on_standard_error_gets_no_bar() => Assert.DoesNotContain("counting", await OnTerminalAsync("2>/dev/stdout | cat"), StringComparison.Ordinal);

    private static async Task<string> OnTerminalAsync(string redirection)
    {
        var paths = string.Join(' ', Enumerable.Repeat(SharedTraces.Path("kernel-16cores"), Copies));
        var start = new ProcessStartInfo("script", ["-qec", $"dotnet {Path.Combine(AppContext.BaseDirectory, "steadytrace.dll")} count --reader checked --threads 1 {paths} {redirection}", "/dev/null"])
        {
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
        };
        start.Environment["TERM"] = "xterm-256color";
        using var process = Process.Start(start)!;
        try
        {
            var screen = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            Assert.Equal(0, process.ExitCode);
            return screen;
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }
}
