using Spectre.Console;
using Steadytrace.Output;
using Steadytrace.Traces;

namespace Steadytrace.Commands.Count;

/// <summary>Bytes counted so far, and a bar of them on standard error where that is a terminal and the work takes longer than a second.</summary>
internal sealed class CountProgress : IProgress<long>
{
    private const int MillisecondsOfPatience = 1000;
    private const int MillisecondsBetweenLooks = 50;
    private long _bytes;

    /// <summary>Safe from several threads at once.</summary>
    public void Report(long value) => Interlocked.Add(ref _bytes, value);

    /// <summary>Does the work, and shows how far it is.</summary>
    /// <param name="paths">What is counted.</param>
    /// <param name="work">The work, which reports here.</param>
    public T Watch<T>(IEnumerable<string> paths, Func<T> work)
    {
        if (Terminal.IsErrorRedirected || Environment.GetEnvironmentVariable("TERM") is null or "" or "dumb") return work();
        var done = Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        // Its exception is thrown below, as it is.
        if (Task.WaitAny([done], MillisecondsOfPatience) < 0) Show(done, paths.Sum(Bytes));
        return done.GetAwaiter().GetResult();
    }

    private void Show(Task done, long total)
    {
        var screen = AnsiConsole.Create(new AnsiConsoleSettings
        {
            // Standard error is a terminal, whatever standard output is.
            Ansi = AnsiSupport.Yes,
            Interactive = InteractionSupport.Yes,
            Out = new AnsiConsoleOutput(Terminal.Error),
        });
        screen.Progress().AutoClear(true).AutoRefresh(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .Start(bars =>
            {
                var bar = bars.AddTask("counting", maxValue: Math.Max(total, 1));
                while (Task.WaitAny([done], MillisecondsBetweenLooks) < 0)
                {
                    bar.Value = Interlocked.Read(ref _bytes);
                    bar.Description = $"counting {Figures.Size(Interlocked.Read(ref _bytes))} of {Figures.Size(total)}";
                }
            });
    }

    private static long Bytes(string path)
    {
        try
        {
            return TraceCounter.Bytes(path);
        }
        catch (TraceException)
        {
            return 0; // whoever counts it tells why
        }
    }
}
