using System.Diagnostics;
using Steadytrace.Testing;

namespace Steadytrace.Chaos.Load;

/// <summary>A program that writes numbers to the <c>trace_marker</c> of a host's ftrace instance, whichever that is, until the end.</summary>
/// <remarks>
/// It must run before the recorder starts: nothing that is recorded here tells of processes that begin, so a chunk knows those that ran at its own begin.
/// </remarks>
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

    private readonly CallingProgram _program;
    private readonly CallingProcess _process;
    private readonly TemporaryFolder _folder;
    private readonly FtraceInstances _instances;
    private readonly Bursts _bursts;
    private readonly CancellationTokenSource _end = new();
    private Task _marking = Task.CompletedTask;

    private MarkLoad(CallingProgram program, CallingProcess process, TemporaryFolder folder, FtraceInstances instances, OwnCounts counts)
    {
        (_program, _process, _folder, _instances, Counts) = (program, process, folder, instances, counts);
        _bursts = new Bursts(counts, (from, until) => [("events.ftrace.print", until - from), ($"procname.{Name}", until - from)]);
    }

    /// <summary>What it marked.</summary>
    public OwnCounts Counts { get; }

    private static string LinkIn(TemporaryFolder folder) => folder["marker"];

    /// <summary>Starts the program, which marks nothing yet.</summary>
    public static async Task<MarkLoad> StartAsync(FtraceInstances instances, OwnCounts counts)
    {
        var (program, folder) = (new CallingProgram(Name, Call), new TemporaryFolder());
        return new MarkLoad(program, await CallingProgram.StartAsync(new ProcessStartInfo(program.Path, [LinkIn(folder)])), folder, instances, counts);
    }

    /// <summary>Marks from now on.</summary>
    public void Begin() => _marking = MarkAsync();

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
        await _process.DisposeAsync();
        _program.Dispose();
        _folder.Dispose();
        _end.Dispose();
    }

    private async Task MarkAsync()
    {
        var link = LinkIn(_folder);
        string? linked = null;
        while (!_end.IsCancellationRequested)
        {
            if (_instances.Newest() is { } instance)
            {
                if (instance != linked) Link(link, Path.Combine(linked = instance, "trace_marker"));
                await _bursts.MakeAsync(_process, BurstMarks, BatchMarks);
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
