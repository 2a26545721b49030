using System.Collections.Concurrent;
using Steadytrace.Cluster.Fleet;
using Steadytrace.Metrics;

namespace Steadytrace.Console.Tests;

/// <summary>A fleet that says what a test tells it to, and notes what it was ordered.</summary>
internal sealed class CannedFleet : IFleet
{
    private volatile FleetView _view = new(DateTimeOffset.UtcNow, [], [], [], [], [], []);
    private volatile IReadOnlyList<IntervalView> _intervals = [];
    private int _views;

    public FleetView View
    {
        get => _view;
        set => _view = value;
    }

    public IReadOnlyList<IntervalView> Intervals
    {
        get => _intervals;
        set => _intervals = value;
    }

    public ConcurrentDictionary<string, MetricSeries> Series { get; } = new();

    public ConcurrentQueue<string> Orders { get; } = new();

    public Exception? Failure { get; set; }

    public CommandResult Result { get; set; } = new(Done: true, "Done.");

    /// <summary>How often it was asked for a view.</summary>
    public int Views => Volatile.Read(ref _views);

    public Task<FleetView> ViewAsync(CancellationToken cancellation)
    {
        Interlocked.Increment(ref _views);
        return Failure is { } failure ? Task.FromException<FleetView>(failure) : Task.FromResult(View with { At = DateTimeOffset.UtcNow });
    }

    public Task<IReadOnlyList<IntervalView>> IntervalsAsync(int limit, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<IntervalView>>([.. Intervals.Take(limit)]);

    public Task<IReadOnlyList<string>> MetricNamesAsync(string match, int limit, CancellationToken cancellation)
    {
        var words = match.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return Task.FromResult<IReadOnlyList<string>>(
            [.. Series.Keys.Where(name => words.All(word => name.Contains(word, StringComparison.OrdinalIgnoreCase))).Order(StringComparer.Ordinal).Take(limit)]);
    }

    public Task<MetricSeries?> SeriesAsync(string name, CancellationToken cancellation) => Task.FromResult(Series.GetValueOrDefault(name));

    public Task<IReadOnlyList<ChunkView>> ChunksAsync(string host, int limit, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<ChunkView>>([new(host, "ftrace", 1, 7, DateTimeOffset.UnixEpoch, null, 4_096, "recording", 0)]);

    /// <summary>What was asked for: after which version, of which host, for how long.</summary>
    public ConcurrentQueue<(long After, string? Host, TimeSpan Wait)> LiveQuestions { get; } = new();

    public LiveView Live { get; set; } = new(1, DateTimeOffset.UnixEpoch, HasMore: false, [], []);

    public Task<LiveView> LiveAsync(long after, string? host, TimeSpan wait, CancellationToken cancellation)
    {
        LiveQuestions.Enqueue((after, host, wait));
        return Failure is { } failure ? Task.FromException<LiveView>(failure) : Task.FromResult(Live);
    }

    public Task<CommandResult> ScalePoolAsync(string node, int workers, CancellationToken cancellation) => Note($"scale {node} {workers}");

    public Task<CommandResult> CommandTracerAsync(string host, TracerCommand command, CancellationToken cancellation) => Note($"{command} {host}");

    public Task<CommandResult> RemoveNodeAsync(string node, bool down, CancellationToken cancellation) => Note($"{(down ? "down" : "leave")} {node}");

    private Task<CommandResult> Note(string order)
    {
        Orders.Enqueue(order);
        return Task.FromResult(Result);
    }
}
