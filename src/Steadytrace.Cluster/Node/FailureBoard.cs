using Steadytrace.Cluster.Fleet;

namespace Steadytrace.Cluster.Node;

/// <summary>What failed on this node, by part: a count, the last message, whether it stays down. At the limit of parts the oldest failure gives way.</summary>
public sealed class FailureBoard(string node, TimeProvider clock)
{
    private const int MaxParts = 256;

    /// <summary>All of a node's failures go in one message.</summary>
    private const int MaxMessage = 1000;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, FailureView> _failures = [];

    public void Report(string part, string message, bool staysDown)
    {
        lock (_lock)
        {
            if (_failures.Count >= MaxParts && !_failures.ContainsKey(part)) _failures.Remove(_failures.Values.OrderBy(failure => failure.StaysDown).ThenBy(failure => failure.LastAt).First().Part);
            if (message.Length > MaxMessage) message = message[..MaxMessage] + "…";
            var count = _failures.TryGetValue(part, out var before) ? before.Count + 1 : 1;
            _failures[part] = new FailureView(node, part, count, message, clock.GetUtcNow(), staysDown);
        }
    }

    /// <summary>The part has failed again and again and is not started again by itself.</summary>
    public void StaysDown(string part)
    {
        lock (_lock)
        {
            if (_failures.TryGetValue(part, out var failure)) _failures[part] = failure with { StaysDown = true, Recovered = false };
            else Report(part, "it fails again and again", staysDown: true);
        }
    }

    /// <summary>The part works again; that it failed is still told for a while.</summary>
    public void Clear(string part)
    {
        lock (_lock)
        {
            if (_failures.TryGetValue(part, out var failure)) _failures[part] = failure with { StaysDown = false, Recovered = true };
        }
    }

    /// <summary>Failures of the last hour, and what stays down.</summary>
    public IReadOnlyList<FailureView> Recent()
    {
        lock (_lock)
        {
            var since = clock.GetUtcNow() - TimeSpan.FromHours(1);
            return [.. _failures.Values.Where(failure => failure.StaysDown || failure.LastAt >= since).OrderBy(failure => failure.Part)];
        }
    }
}
