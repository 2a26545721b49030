namespace Steadytrace.Metrics.Recent;

/// <summary>The points of one metric in order of time, each start once.</summary>
internal sealed class RecentSeries(string name)
{
    private readonly List<MetricPoint> _points = [];

    public string Name => name;

    /// <summary>When it last got a value, by the clock of its owner.</summary>
    public DateTimeOffset UpdatedAt { get; set; }

    public int Count => _points.Count;

    /// <summary>Sets the value of a start; a value that is there is replaced, never added to.</summary>
    public void Set(long unixSeconds, double value)
    {
        var point = new MetricPoint(unixSeconds, value);
        // Nearly always the newest: the search starts at the end.
        var at = _points.Count;
        while (at > 0 && _points[at - 1].UnixSeconds > unixSeconds) at--;
        if (at > 0 && _points[at - 1].UnixSeconds == unixSeconds) _points[at - 1] = point;
        else _points.Insert(at, point);
    }

    /// <summary>Drops the oldest points until these limits hold; the newest stays.</summary>
    public void Trim(int maxPoints, long maxAgeSeconds)
    {
        var oldest = _points[^1].UnixSeconds - maxAgeSeconds;
        var drop = Math.Min(Math.Max(0, _points.Count - maxPoints), _points.Count - 1);
        while (drop < _points.Count - 1 && _points[drop].UnixSeconds < oldest) drop++;
        if (drop > 0) _points.RemoveRange(0, drop);
    }

    public MetricSeries Copy() => new(name, _points.ToArray());
}
