using System.Diagnostics;
using Steadytrace.Testing;
using Xunit.Abstractions;

namespace Steadytrace.Traces.Tests.Fuzz;

/// <summary>Runs the fuzzer as a process of its own, its files before pages that may not be touched: what ends it does not end the tests.</summary>
internal static class FuzzProcess
{
    // Fewer, or many more, for somebody who tries: STEADYTRACE_FUZZ_CASES.
    private static readonly long Cases = long.TryParse(Environment.GetEnvironmentVariable("STEADYTRACE_FUZZ_CASES"), out var cases) ? cases : 100_000;

    private static readonly Lazy<string> Guard = new(CompileGuard);

    /// <summary>Tries cases of a kind: no crash, no hang, no read outside of a file, no memory beyond the limit; both readers agree. See <c>tests/fuzz.sh</c> for more.</summary>
    public static void FindsNothing(string kind, ITestOutputHelper output)
    {
        var (isSound, said) = Run(kind, Cases, seed: 1);
        output.WriteLine(said);
        Assert.True(isSound, said);
    }

    private static (bool IsSound, string Said) Run(string kind, long cases, long seed)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Steadytrace.Fuzz.dll"), kind, "--cases", $"{cases}", "--seed", $"{seed}"])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        };
        start.Environment["LD_PRELOAD"] = Guard.Value;
        using var fuzzer = Process.Start(start)!;
        var errors = fuzzer.StandardError.ReadToEndAsync();
        var said = fuzzer.StandardOutput.ReadToEnd();
        fuzzer.WaitForExit();
        return (fuzzer.ExitCode == 0, $"exit code {fuzzer.ExitCode}{LastCase(kind, fuzzer.Id)}\n{said}{errors.Result}");
    }

    // A fuzzer that ends by a signal leaves its folder, with the number of the case in it.
    private static string LastCase(string kind, int process)
    {
        foreach (var parent in (string[])["/dev/shm", Path.GetTempPath()])
        {
            var folder = Path.Combine(parent, $"steadytrace-fuzz-{kind}-{process}");
            if (!Directory.Exists(folder)) continue;
            var last = File.ReadAllText(Path.Combine(folder, "case")).Trim();
            Directory.Delete(folder, recursive: true);
            return $" at case {last}";
        }

        return "";
    }

    private static string CompileGuard()
    {
        var guard = Path.Combine(AppContext.BaseDirectory, "guard.so");
        using var compiler = Process.Start(new ProcessStartInfo("gcc", ["-O1", "-shared", "-fPIC", "-o", guard, ProjectFiles.Path("tests/Steadytrace.Fuzz/guard.c"), "-lpthread"]) { RedirectStandardError = true })!;
        var errors = compiler.StandardError.ReadToEnd();
        compiler.WaitForExit();
        Assert.True(compiler.ExitCode == 0, errors);
        return guard;
    }
}
