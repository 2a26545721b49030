using System.Globalization;

namespace Steadytrace.Cluster.Parsing;

/// <summary>Tells a reader that hangs from one that waits: it takes processor time and comes no further.</summary>
/// <remarks>
/// Only the thread's own processor time counts. On a machine that is overloaded, stopped, or waits for its disk no chunk is held to be at fault, however long it takes.
/// Linux alone tells it; elsewhere no reader is taken to hang.
/// </remarks>
internal sealed class ReaderWatch : IProgress<long>, IDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(500);
    private const int TicksPerSecond = 100;
    private readonly TimeSpan _most;
    private readonly Action _hangs;
    private readonly string? _stat;
    private readonly Timer _timer;
    private long _steps;
    private long _seenSteps = -1;
    private TimeSpan _since;
    private int _told;

    /// <summary>Begins to watch the thread that calls it.</summary>
    /// <param name="most">Processor time without a step.</param>
    /// <param name="hangs">Called once, on another thread.</param>
    public ReaderWatch(TimeSpan most, Action hangs)
    {
        (_most, _hangs) = (most, hangs);
        _stat = OperatingSystem.IsLinux() && new FileInfo("/proc/thread-self").LinkTarget is { } thread ? $"/proc/{thread}/stat" : null;
        _timer = new Timer(_ => Look(), null, LookEvery, LookEvery);
    }

    /// <summary>The reader came further.</summary>
    public void Report(long value) => Interlocked.Increment(ref _steps);

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        if (TimeOfThread() is not { } time) return;
        var steps = Interlocked.Read(ref _steps);
        if (steps != _seenSteps) (_seenSteps, _since) = (steps, time);
        else if (time - _since >= _most && Interlocked.Exchange(ref _told, 1) == 0) _hangs();
    }

    private TimeSpan? TimeOfThread()
    {
        if (_stat is null) return null;
        try
        {
            // Behind the name, which may hold anything: state is the first field, user and system time the twelfth and thirteenth.
            var text = File.ReadAllText(_stat);
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            var ticks = long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture);
            return TimeSpan.FromSeconds((double)ticks / TicksPerSecond);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The thread has just ended.
            return null;
        }
    }
}
