using System.Diagnostics;
using Steadytrace.Testing;

namespace Steadytrace.Chaos.Load;

/// <summary>A program that writes numbers to the <c>trace_marker</c> of a host's ftrace instance, whichever that is, until the end.</summary>
internal sealed class MarkLoad : IAsyncDisposable
{
    private const string Name = "marking-program";
    private const int BurstMarks = 300, BatchMarks = 100;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    // Opened for each mark: an instance whose marker is open cannot be removed, and a run that fails removes its own. What is not written is not counted.
    private const string Call = """
        int marker = open(arguments[1], O_WRONLY);
        if (marker < 0) continue;
        char text[32];
        int length = snprintf(text, sizeof text, "%ld\n", number);
        if (write(marker, text, length) == length) number++;
        close(marker);
        """;

    private readonly CallingProgram _program = new(Name, Call);
    private readonly TemporaryFolder _folder = new();
    private readonly FtraceInstances _instances;
    private readonly Bursts _bursts;
    private readonly CancellationTokenSource _end = new();
    private readonly Task _marking;

    /// <summary>Starts it; there may be no instance yet.</summary>
    public MarkLoad(FtraceInstances instances, OwnCounts counts)
    {
        _instances = instances;
        _bursts = new Bursts(counts, (from, until) => [("events.ftrace.print", until - from), ($"procname.{Name}", until - from)]);
        _marking = MarkAsync();
    }

    /// <summary>Completes when the last mark is written.</summary>
    public async Task StopAsync()
    {
        await _end.CancelAsync();
        await _marking;
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _marking.ContinueWith(_ => { }, TaskScheduler.Default);
        _program.Dispose();
        _folder.Dispose();
        _end.Dispose();
    }

    // Started before there is an instance, so that each chunk begins with its name: nothing that is recorded here tells of processes that begin.
    private async Task MarkAsync()
    {
        var link = _folder["marker"];
        await using var process = await CallingProgram.StartAsync(new ProcessStartInfo(_program.Path, [link]));
        string? linked = null;
        while (!_end.IsCancellationRequested)
        {
            if (_instances.Newest() is { } instance)
            {
                if (instance != linked) Link(link, Path.Combine(linked = instance, "trace_marker"));
                await _bursts.MakeAsync(process, BurstMarks, BatchMarks);
            }

            await PauseAsync();
        }
    }

    private static void Link(string link, string to)
    {
        File.CreateSymbolicLink($"{link}.new", to);
        File.Move($"{link}.new", link, overwrite: true);
    }

    private Task PauseAsync() => Task.Delay(Pause, _end.Token).ContinueWith(_ => { }, TaskScheduler.Default);
}
