using System.Diagnostics;

namespace Steadytrace.Testing;

/// <summary>A test that records with <c>perf</c> and has it converted to CTF: skipped, with a word, where that is not possible.</summary>
public sealed class PerfFactAttribute : Xunit.FactAttribute
{
    private static readonly string? Missing = FindMissing();

    public PerfFactAttribute() => Skip = Missing!;

    private static string? FindMissing()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        foreach (var command in (string[])["perf", "babeltrace2"])
            if (!folders.Any(folder => File.Exists(Path.Combine(folder, command)))) return $"{command} is missing: apt install linux-perf babeltrace2";
        return Run("record", "--quiet", "--event=cpu-clock", "--output=/dev/null", "--", "true") ? null : "perf may not record here";
    }

    private static bool Run(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("perf", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
