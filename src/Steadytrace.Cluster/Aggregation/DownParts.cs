using Steadytrace.Recording;

namespace Steadytrace.Cluster.Aggregation;

/// <summary>Parts of the datacenter's nodes that stay down, and when each is to be started again. Knows no actor and no clock: every method takes the time.</summary>
/// <remarks>A node tells of what is down again and again; what it tells of no more works, or was started by a person. A restart that helps nothing is followed by another after twice the pause.</remarks>
/// <param name="first">The first pause.</param>
/// <param name="longest">The longest pause.</param>
public sealed class DownParts(TimeSpan first, TimeSpan longest)
{
    /// <summary>Beyond so many the whole datacenter is down, and more of the same would help nobody.</summary>
    private const int MaxParts = 10_000;

    /// <summary>A part that was started again and fails is told of within this time; what is silent longer works.</summary>
    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(2);
    private readonly Dictionary<(string Node, string Part), State> _parts = [];

    public int Count => _parts.Count;

    /// <summary>A node tells of a part that stays down.</summary>
    /// <returns>True when it was not known.</returns>
    public bool Told(string node, string part, TimeSpan now)
    {
        if (_parts.TryGetValue((node, part), out var state))
        {
            state.ToldAt = now;
            return false;
        }

        if (_parts.Count >= MaxParts) return false;
        _parts.Add((node, part), new State { ToldAt = now, AskedAt = now, Asks = 1 });
        return true;
    }

    /// <summary>The parts to start again now; they count as asked for.</summary>
    public IReadOnlyList<(string Node, string Part)> Due(TimeSpan now)
    {
        foreach (var gone in _parts.Where(part => now - part.Value.ToldAt >= KeptFor + Pause(part.Value)).Select(part => part.Key).ToList()) _parts.Remove(gone);
        var due = _parts.Where(part => part.Value.ToldAt > part.Value.StartedAt && now - part.Value.AskedAt >= Pause(part.Value)).ToList();
        foreach (var (_, state) in due) (state.AskedAt, state.StartedAt, state.Asks) = (now, now, state.Asks + 1);
        return due.ConvertAll(part => part.Key);
    }

    private TimeSpan Pause(State state) => Repeats.After(state.Asks, first, longest);

    private sealed class State
    {
        public TimeSpan ToldAt { get; set; }

        public TimeSpan AskedAt { get; set; }

        /// <summary>When it was last asked for; what was told before says nothing of it.</summary>
        public TimeSpan StartedAt { get; set; } = TimeSpan.MinValue;

        public int Asks { get; set; }
    }
}
