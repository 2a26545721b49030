using System.Diagnostics;
using System.Globalization;

namespace Steadytrace.Testing;

/// <summary>A C program with one tracepoint, <c>steadytrace_test:call</c>, or others, that hits it as often as it is told to and numbers its calls.</summary>
public sealed class TracedProgram : IDisposable
{
    /// <summary>The name of its tracepoint.</summary>
    public const string Event = "steadytrace_test:call";

    /// <summary>The name of its process.</summary>
    public const string ProcessName = "traced-program";

    private const string Provider = """
        #undef LTTNG_UST_TRACEPOINT_PROVIDER
        #define LTTNG_UST_TRACEPOINT_PROVIDER steadytrace_test
        #undef LTTNG_UST_TRACEPOINT_INCLUDE
        #define LTTNG_UST_TRACEPOINT_INCLUDE "./provider.h"
        #if !defined(PROVIDER_H) || defined(LTTNG_UST_TRACEPOINT_HEADER_MULTI_READ)
        #define PROVIDER_H
        #include <lttng/tracepoint.h>
        LTTNG_UST_TRACEPOINT_EVENT(steadytrace_test, call,
            LTTNG_UST_TP_ARGS(long, number),
            LTTNG_UST_TP_FIELDS(lttng_ust_field_integer(long, number, number)))
        #endif
        #include <lttng/tracepoint-event.h>

        """;

    private const string Call = "lttng_ust_tracepoint(steadytrace_test, call, number++);";

    private const string Main = """
        #define LTTNG_UST_TRACEPOINT_CREATE_PROBES
        #define LTTNG_UST_TRACEPOINT_DEFINE
        #include "provider.h"
        #include <stdio.h>
        #include <stdlib.h>
        #include <time.h>

        /* A line "CALLS BATCH PAUSE_US" makes that many calls, with a pause after each batch; a pause below zero is the time from the begin of
           one batch to that of the next, however long the batch takes. The end of the input ends the program. */
        int main(void)
        {
            long calls, batch, pause, number = 0;
            puts("ready");
            fflush(stdout);
            while (scanf("%ld %ld %ld", &calls, &batch, &pause) == 3) {
                struct timespec time = { pause / 1000000, pause % 1000000 * 1000 }, next;
                clock_gettime(CLOCK_MONOTONIC, &next);
                for (long i = 1; i <= calls; i++) {
                    lttng_ust_tracepoint(steadytrace_test, call, number++);
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

    /// <summary>Writes and compiles it.</summary>
    public TracedProgram()
        : this(Provider, Call)
    {
    }

    /// <summary>Writes and compiles one with tracepoints of its own.</summary>
    /// <param name="provider">The tracepoints: what a <c>provider.h</c> holds.</param>
    /// <param name="call">C statements of one call, which must move <c>long number</c> on.</param>
    public TracedProgram(string provider, string call)
    {
        File.WriteAllText(_folder["provider.h"], provider);
        File.WriteAllText(_folder["main.c"], Main.Replace(Call, call, StringComparison.Ordinal));
        var start = new ProcessStartInfo("cc", ["-O1", "-I.", "main.c", "-o", ProcessName, "-llttng-ust", "-ldl"])
        {
            WorkingDirectory = _folder.Path,
            RedirectStandardError = true,
        };
        using var compiler = Process.Start(start)!;
        var errors = compiler.StandardError.ReadToEnd();
        compiler.WaitForExit();
        Xunit.Assert.True(compiler.ExitCode == 0, errors);
    }

    /// <summary>Starts it; it has registered with the session daemon of the place, and waits.</summary>
    public async Task<TracedProcess> StartAsync(LttngSessionDaemon place)
    {
        var start = place.Inside(_folder[ProcessName]);
        // Waits for the daemon however slow the machine is: a call before that would not be traced.
        start.Environment["LTTNG_UST_REGISTER_TIMEOUT"] = "-1";
        start.RedirectStandardInput = start.RedirectStandardOutput = true;
        var process = Process.Start(start)!;
        Xunit.Assert.Equal("ready", await process.StandardOutput.ReadLineAsync());
        return new TracedProcess(process);
    }

    public void Dispose() => _folder.Dispose();
}

/// <summary>A running <see cref="TracedProgram"/>.</summary>
public sealed class TracedProcess(Process process) : IAsyncDisposable
{
    /// <summary>Its process id.</summary>
    public int Id => process.Id;

    /// <summary>Makes it call its tracepoint.</summary>
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
