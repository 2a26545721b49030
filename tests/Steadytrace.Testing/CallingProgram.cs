using System.Diagnostics;
using System.Globalization;

namespace Steadytrace.Testing;

/// <summary>A C program that makes one call as often, and as fast, as it is told to, and numbers its calls.</summary>
public sealed class CallingProgram : IDisposable
{
    private const string Main = """
        @HEAD@
        #include <fcntl.h>
        #include <stdio.h>
        #include <stdlib.h>
        #include <time.h>
        #include <unistd.h>

        /* A line "CALLS BATCH PAUSE_US" makes that many calls, with a pause after each batch; a pause below zero is the time from the begin of
           one batch to that of the next, however long the batch takes. It answers with the number of all calls so far. The end of the input ends it. */
        int main(int count, char **arguments)
        {
            long calls, batch, pause, number = 0;
            @BEGIN@
            puts("ready");
            fflush(stdout);
            while (scanf("%ld %ld %ld", &calls, &batch, &pause) == 3) {
                struct timespec time = { pause / 1000000, pause % 1000000 * 1000 }, next;
                clock_gettime(CLOCK_MONOTONIC, &next);
                for (long i = 1; i <= calls; i++) {
                    @CALL@
                    if (i % batch != 0) continue;
                    if (pause > 0) nanosleep(&time, NULL);
                    if (pause < 0) {
                        next.tv_nsec -= pause * 1000;
                        next.tv_sec += next.tv_nsec / 1000000000;
                        next.tv_nsec %= 1000000000;
                        clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &next, NULL);
                    }
                }
                printf("%ld\n", number);
                fflush(stdout);
            }
            return 0;
        }

        """;

    private readonly TemporaryFolder _folder = new();
    private readonly string _name;

    /// <summary>Writes and compiles it.</summary>
    /// <param name="name">Its name, which its process has.</param>
    /// <param name="call">C statements of one call, which must move <c>long number</c> on.</param>
    /// <param name="head">What stands before all else in the source.</param>
    /// <param name="begin">C statements at the begin of <c>main</c>.</param>
    /// <param name="files">More files, by name, which the source may include.</param>
    /// <param name="libraries">What it is linked with: <c>-lm</c>.</param>
    public CallingProgram(string name, string call, string head = "", string begin = "", IReadOnlyDictionary<string, string>? files = null, params string[] libraries)
    {
        _name = name;
        foreach (var (file, text) in files ?? new Dictionary<string, string>()) File.WriteAllText(_folder[file], text);
        File.WriteAllText(_folder["main.c"], Main.Replace("@HEAD@", head, StringComparison.Ordinal).Replace("@BEGIN@", begin, StringComparison.Ordinal).Replace("@CALL@", call, StringComparison.Ordinal));
        var start = new ProcessStartInfo("cc", ["-O1", "-I.", "main.c", "-o", name, .. libraries]) { WorkingDirectory = _folder.Path, RedirectStandardError = true };
        using var compiler = Process.Start(start)!;
        var errors = compiler.StandardError.ReadToEnd();
        compiler.WaitForExit();
        Xunit.Assert.True(compiler.ExitCode == 0, errors);
    }

    /// <summary>The program's file.</summary>
    public string Path => _folder[_name];

    /// <summary>Starts it; it is ready, and waits.</summary>
    /// <param name="start">How to: the program's file, or something that runs it.</param>
    public static async Task<CallingProcess> StartAsync(ProcessStartInfo start)
    {
        start.RedirectStandardInput = start.RedirectStandardOutput = true;
        var process = Process.Start(start)!;
        Xunit.Assert.Equal("ready", await process.StandardOutput.ReadLineAsync());
        return new CallingProcess(process);
    }

    public void Dispose() => _folder.Dispose();
}

/// <summary>A running <see cref="CallingProgram"/>.</summary>
public sealed class CallingProcess(Process process) : IAsyncDisposable
{
    /// <summary>Its process id.</summary>
    public int Id => process.Id;

    /// <summary>Makes it call.</summary>
    /// <param name="calls">How often.</param>
    /// <param name="batch">Calls between two pauses.</param>
    /// <param name="pauseMicroseconds">Length of a pause; below zero, the time from the begin of one batch to that of the next.</param>
    /// <returns>Completes when they are made: with the program's own count of all calls since it started.</returns>
    public async Task<long> CallAsync(long calls, long batch = 100, long pauseMicroseconds = 200)
    {
        await process.StandardInput.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{calls} {batch} {pauseMicroseconds}"));
        await process.StandardInput.FlushAsync();
        return long.Parse((await process.StandardOutput.ReadLineAsync())!, CultureInfo.InvariantCulture);
    }

    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        process.Dispose();
    }
}
