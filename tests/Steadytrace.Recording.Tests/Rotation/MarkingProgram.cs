using System.Diagnostics;
using System.Globalization;
using Steadytrace.Recording.Tests.Tracefs;
using Steadytrace.Testing;

namespace Steadytrace.Recording.Tests.Rotation;

/// <summary>A C program that writes numbers to a <c>trace_marker</c>, each in a call of its own.</summary>
internal sealed class MarkingProgram : IAsyncDisposable
{
    private const string Source = """
        #include <fcntl.h>
        #include <stdio.h>
        #include <time.h>
        #include <unistd.h>

        /* A line "MARKS BATCH PERIOD_US" writes that many, a batch at the begin of each period; it answers with the number of all marks so far. */
        int main(int count, char **arguments)
        {
            long marks, batch, period, number = 0;
            int marker = open(arguments[1], O_WRONLY);
            while (scanf("%ld %ld %ld", &marks, &batch, &period) == 3) {
                struct timespec next;
                clock_gettime(CLOCK_MONOTONIC, &next);
                for (long i = 1; i <= marks; i++) {
                    char text[32];
                    int length = snprintf(text, sizeof text, "%ld\n", number++);
                    if (write(marker, text, length) != length) return 1;
                    if (i % batch != 0) continue;
                    next.tv_nsec += period * 1000;
                    next.tv_sec += next.tv_nsec / 1000000000;
                    next.tv_nsec %= 1000000000;
                    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &next, NULL);
                }
                printf("%ld\n", number);
                fflush(stdout);
            }
            return 0;
        }

        """;

    private readonly TemporaryFolder _folder = new();
    private readonly Process _process;

    public MarkingProgram(string marker)
    {
        File.WriteAllText(_folder["marks.c"], Source);
        TracedRun.Execute("cc", "-O1", _folder["marks.c"], "-o", _folder["marks"]);
        _process = Process.Start(new ProcessStartInfo(_folder["marks"], [marker]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
    }

    /// <summary>Writes marks; completes when they are written, with the number of all so far.</summary>
    public async Task<long> MarkAsync(long marks, long batch, long periodMicroseconds)
    {
        await _process.StandardInput.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{marks} {batch} {periodMicroseconds}"));
        await _process.StandardInput.FlushAsync();
        return long.Parse((await _process.StandardOutput.ReadLineAsync())!, CultureInfo.InvariantCulture);
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _folder.Dispose();
    }
}
