using System.Diagnostics;

namespace Steadytrace.Benchmarks.Timing;

/// <summary>Runs other programs, whole.</summary>
internal static class Command
{
    /// <summary>How often a process is looked at while its memory is watched.</summary>
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(2);

    /// <summary>Seconds from before its start until it has ended; its output is thrown away.</summary>
    /// <exception cref="BenchException">It failed.</exception>
    public static double Time(string file, params string[] arguments)
    {
        var began = Stopwatch.GetTimestamp();
        using var process = Start(file, arguments);
        var error = process.StandardError.ReadToEndAsync();
        process.StandardOutput.BaseStream.CopyTo(Stream.Null);
        process.WaitForExit();
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        Check(process, file, error.Result);
        return seconds;
    }

    /// <summary>What it prints.</summary>
    /// <exception cref="BenchException">It failed.</exception>
    public static string Read(string file, params string[] arguments)
    {
        using var process = Start(file, arguments);
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Check(process, file, error.Result);
        return output;
    }

    /// <summary>The most memory that it held at once.</summary>
    /// <exception cref="BenchException">It failed.</exception>
    public static ResidentMemory Watch(string file, params string[] arguments)
    {
        using var process = Start(file, arguments);
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
        var most = default(ResidentMemory);
        while (!process.WaitForExit(Glance)) most = most.Or(ResidentMemory.Of(process.Id));
        output.Wait();
        Check(process, file, error.Result);
        return most;
    }

    private static Process Start(string file, string[] arguments) =>
        Process.Start(new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true, RedirectStandardError = true }) ?? throw new BenchException($"{file} does not start");

    private static void Check(Process process, string file, string error)
    {
        if (process.ExitCode != 0) throw new BenchException($"{Path.GetFileName(file)} failed with exit code {process.ExitCode}: {error.Trim()}");
    }
}
