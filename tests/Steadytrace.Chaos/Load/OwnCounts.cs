namespace Steadytrace.Chaos.Load;

/// <summary>A program's own numbers: how often it did what, in which intervals.</summary>
/// <remarks>
/// A burst lies between two looks at the clock. One that lies within one interval is known for it; what crosses an interval's end is known for
/// the two together, and then only their sum can be compared.
/// </remarks>
/// <param name="intervalSeconds">Length of the published intervals.</param>
internal sealed class OwnCounts(int intervalSeconds)
{
    /// <summary>The wall clock is slewed while the tracer's is not: a burst so near to an interval's end may lie behind it.</summary>
    private const double GuardSeconds = 0.05;

    private readonly Lock _lock = new();
    private readonly List<(long From, long Until, string Name, long Count)> _bursts = [];

    /// <summary>Calls of all bursts.</summary>
    public long Total { get; private set; }

    /// <summary>A burst was made.</summary>
    /// <param name="before">The wall clock before its first call, Unix seconds.</param>
    /// <param name="after">The wall clock after its last.</param>
    /// <param name="calls">How many.</param>
    /// <param name="counts">How they are told apart; each family of names adds up to the calls.</param>
    public void Add(double before, double after, long calls, IEnumerable<(string Name, long Count)> counts)
    {
        if (calls == 0) return;
        var from = (long)Math.Floor((before - GuardSeconds) / intervalSeconds) * intervalSeconds;
        var until = ((long)Math.Floor((after + GuardSeconds) / intervalSeconds) + 1) * intervalSeconds;
        lock (_lock)
        {
            Total += calls;
            foreach (var (name, count) in counts) _bursts.Add((from, until, name, count));
        }
    }

    /// <summary>Disjoint, in order; intervals that a burst crosses are in one.</summary>
    public IReadOnlyList<OwnSpan> Spans()
    {
        lock (_lock)
        {
            var spans = new List<(long From, long Until, Dictionary<string, long> Counts)>();
            foreach (var burst in _bursts.OrderBy(burst => burst.From))
            {
                if (spans.Count == 0 || burst.From >= spans[^1].Until) spans.Add((burst.From, burst.Until, []));
                else if (burst.Until > spans[^1].Until) spans[^1] = spans[^1] with { Until = burst.Until };
                var counts = spans[^1].Counts;
                counts[burst.Name] = counts.GetValueOrDefault(burst.Name) + burst.Count;
            }

            return [.. spans.Select(span => new OwnSpan(span.From, span.Until, span.Counts))];
        }
    }
}
