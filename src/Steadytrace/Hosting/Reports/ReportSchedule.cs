using Steadytrace.Cluster.Fleet;

namespace Steadytrace.Hosting.Reports;

/// <summary>Decides what <c>up</c> prints when. No clock of its own.</summary>
/// <remarks>
/// First what there is, as soon as anything was counted, or when the time for it is up. Then every interval once, when it is
/// published; or complete for a while, where the broker lets it wait: nobody must wonder whether counting goes on.
/// </remarks>
internal sealed class ReportSchedule(DateTimeOffset began, TimeSpan firstWithin)
{
    private static readonly TimeSpan WaitForPublishing = TimeSpan.FromSeconds(3);

    private readonly Dictionary<IntervalKey, DateTimeOffset> _completeSince = [];
    private readonly HashSet<IntervalKey> _printed = [];
    private bool _isBegun;

    /// <summary>What to print now, in order.</summary>
    /// <param name="now">The time.</param>
    /// <param name="intervals">Those of the fleet, in any order.</param>
    public IReadOnlyList<ReportItem> Next(DateTimeOffset now, IReadOnlyList<IntervalView> intervals)
    {
        var items = new List<ReportItem>();
        if (!_isBegun && (intervals.Any(interval => interval.Events > 0) || now - began >= firstWithin))
        {
            _isBegun = true;
            items.Add(new ReportItem(IsFirst: true, intervals));
        }

        if (_isBegun)
        {
            foreach (var interval in intervals.OrderBy(interval => interval.Start).ThenBy(interval => interval.Host, StringComparer.Ordinal).ThenBy(interval => interval.Recorder, StringComparer.Ordinal))
            {
                var key = new IntervalKey(interval.Host, interval.Recorder, interval.Datacenter, interval.Start);
                if (IsDue(interval, key, now) && _printed.Add(key)) items.Add(new ReportItem(IsFirst: false, [interval]));
            }
        }

        Forget(intervals);
        return items;
    }

    private bool IsDue(IntervalView interval, IntervalKey key, DateTimeOffset now)
    {
        if (interval.State is "published" or "partial") return true;
        if (interval.State != "complete") return false;
        if (!_completeSince.TryGetValue(key, out var since)) _completeSince.Add(key, since = now);
        return now - since >= WaitForPublishing;
    }

    /// <summary>What the fleet has forgotten need not be remembered here.</summary>
    private void Forget(IReadOnlyList<IntervalView> intervals)
    {
        var kept = intervals.Select(interval => new IntervalKey(interval.Host, interval.Recorder, interval.Datacenter, interval.Start)).ToHashSet();
        _printed.RemoveWhere(key => !kept.Contains(key));
        foreach (var key in _completeSince.Keys.Where(key => !kept.Contains(key)).ToList()) _completeSince.Remove(key);
    }

    private readonly record struct IntervalKey(string Host, string Recorder, string Datacenter, DateTimeOffset Start);
}
