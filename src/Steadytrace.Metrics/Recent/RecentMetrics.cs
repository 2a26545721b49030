namespace Steadytrace.Metrics.Recent;

/// <summary>The last hours of a datacenter's metrics, within limits, so that graphs can be drawn with no Graphite at hand. Safe for use by several threads.</summary>
/// <remarks>
/// Like every consumer it keeps the last value per name and timestamp, so a batch that comes twice, or corrects a partial one, has one effect.
/// Age is counted from a metric's own newest point, not from the clock: a trace that is replayed years later can be looked at, and one host whose
/// clock runs ahead pushes nobody out. When full, it keeps what it has rather than what comes: with more metrics than places, dropping the oldest
/// would leave one point of each.
/// </remarks>
public sealed class RecentMetrics
{
    private readonly RecentMetricsOptions _options;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, LinkedListNode<RecentSeries>> _series = [];

    // Longest without a value first.
    private readonly LinkedList<RecentSeries> _byUpdate = [];
    private int _points;
    private long _notKept;

    /// <summary>Makes an empty store.</summary>
    /// <exception cref="ArgumentException">The options are wrong; the message names each problem.</exception>
    public RecentMetrics(RecentMetricsOptions? options = null, TimeProvider? time = null)
    {
        _options = options ?? new RecentMetricsOptions();
        _time = time ?? TimeProvider.System;
        if (_options.Problems().ToList() is { Count: > 0 } problems) throw new ArgumentException(string.Join("; ", problems), nameof(options));
    }

    /// <summary>Metrics kept now.</summary>
    public int SeriesKept
    {
        get
        {
            lock (_lock) return _series.Count;
        }
    }

    /// <summary>Points kept now.</summary>
    public int PointsKept
    {
        get
        {
            lock (_lock) return _points;
        }
    }

    /// <summary>Lines that were not kept because of a limit.</summary>
    public long NotKept => Interlocked.Read(ref _notKept);

    /// <summary>Sets all values of a batch.</summary>
    public void Add(MetricBatch batch)
    {
        var now = _time.GetUtcNow();
        lock (_lock)
        {
            foreach (var line in batch.Lines) Add(line, now);
        }
    }

    /// <summary>The values of one metric, oldest first; null when it is not kept.</summary>
    public MetricSeries? Series(string name)
    {
        lock (_lock) return _series.TryGetValue(name, out var node) ? node.Value.Copy() : null;
    }

    /// <summary>Names that contain each of the words, whatever their case, sorted.</summary>
    /// <param name="match">Words separated by spaces; empty matches all.</param>
    /// <param name="limit">At most so many, 0 or more.</param>
    public IReadOnlyList<string> Names(string match, int limit)
    {
        string[] names;
        lock (_lock) names = [.. _series.Keys];
        // The rest without the lock: it may take long, and aggregation must not wait for somebody's typing.
        var words = match.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return [.. names.Where(name => Array.TrueForAll(words, word => name.Contains(word, StringComparison.OrdinalIgnoreCase))).Order(StringComparer.Ordinal).Take(limit)];
    }

    private void Add(in MetricLine line, DateTimeOffset now)
    {
        if (!_series.TryGetValue(line.Name, out var node))
        {
            if (!MakePlace(now))
            {
                Interlocked.Increment(ref _notKept);
                return;
            }

            node = new LinkedListNode<RecentSeries>(new RecentSeries(line.Name));
            _series.Add(line.Name, node);
        }
        else
        {
            _byUpdate.Remove(node);
        }

        var series = node.Value;
        var before = series.Count;
        series.Set(line.UnixSeconds, line.Value);
        // At the limit of all points a metric may not grow: it has `before` points again, at least one.
        var most = series.Count > before && _points >= _options.MaxPoints ? Math.Max(1, before) : _options.MaxPointsPerSeries;
        series.Trim(Math.Min(most, _options.MaxPointsPerSeries), (long)_options.MaxAge.TotalSeconds);
        _points += series.Count - before;
        series.UpdatedAt = now;
        _byUpdate.AddLast(node);
    }

    // True when there is room for one metric more, or the one that is idle for longest has made some.
    private bool MakePlace(DateTimeOffset now)
    {
        if (_series.Count < _options.MaxSeries && _points < _options.MaxPoints) return true;
        if (_byUpdate.First is not { } idle || now - idle.Value.UpdatedAt <= _options.Idle) return false;
        _byUpdate.RemoveFirst();
        _series.Remove(idle.Value.Name);
        _points -= idle.Value.Count;
        return true;
    }
}
