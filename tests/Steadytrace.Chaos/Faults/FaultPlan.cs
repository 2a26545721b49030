namespace Steadytrace.Chaos.Faults;

/// <summary>Which faults happen when, chosen by a seed: the same seed, length and names give the same plan.</summary>
/// <remarks>
/// One fault at a time for each target, any number of them over all targets. Each kind happens at least once, and each node is killed at
/// least once, however short the run; all are healed before its end.
/// </remarks>
internal static class FaultPlan
{
    /// <summary>The nodes are up and the first chunks are there.</summary>
    private const double QuietSeconds = 5;

    /// <param name="seed">Chooses.</param>
    /// <param name="length">Of the whole chaos.</param>
    /// <param name="nodes">Names of nodes that may be killed.</param>
    /// <param name="links">Names of hosts whose links may be cut.</param>
    /// <param name="broker">The broker's host.</param>
    /// <param name="carbon">Carbon's host.</param>
    /// <param name="stormy">The host whose traced program may storm.</param>
    /// <param name="small">The host whose spool's disk may be filled.</param>
    /// <returns>By time.</returns>
    public static IReadOnlyList<Fault> Of(int seed, TimeSpan length, IReadOnlyList<string> nodes, IReadOnlyList<string> links, string broker, string carbon, string stormy, string small)
    {
        var random = new Random(seed);
        var seconds = length.TotalSeconds;
        List<(FaultKind Kind, string Target)> wanted =
        [
            .. nodes.Select(node => (FaultKind.Kill, node)),
            (FaultKind.Cut, Of(links)), (FaultKind.Cut, Of(links)),
            (FaultKind.StopBroker, broker), (FaultKind.KillBroker, broker), (FaultKind.StopCarbon, carbon), (FaultKind.Storm, stormy), (FaultKind.FillDisk, small),
        ];
        // One every five seconds: for a short run the ones that must be, for a long one more by chance.
        while (wanted.Count < seconds / 5)
        {
            wanted.Add(random.NextDouble() switch
            {
                < 0.55 => (FaultKind.Kill, Of(nodes)),
                < 0.80 => (FaultKind.Cut, Of(links)),
                < 0.85 => (FaultKind.StopBroker, broker),
                < 0.88 => (FaultKind.KillBroker, broker),
                < 0.92 => (FaultKind.StopCarbon, carbon),
                < 0.97 => (FaultKind.Storm, stormy),
                _ => (FaultKind.FillDisk, small),
            });
        }

        var plan = new List<Fault>();
        foreach (var (kind, target) in wanted)
        {
            var lasts = Lasts(kind, random);
            for (var attempt = 1; attempt <= 1000; attempt++)
            {
                // In a short run a target may have no room left for so long a fault; in the end it has faults enough.
                if (attempt % 100 == 0) lasts /= 2;
                var at = QuietSeconds + random.NextDouble() * Math.Max(0, seconds - QuietSeconds - lasts);
                if (plan.Any(other => other.Target == target && at < other.At.TotalSeconds + other.Lasts.TotalSeconds + 1 && other.At.TotalSeconds < at + lasts + 1)) continue;
                plan.Add(new Fault(TimeSpan.FromSeconds(at), kind, target, TimeSpan.FromSeconds(lasts)));
                break;
            }
        }

        return [.. plan.OrderBy(fault => fault.At)];

        string Of(IReadOnlyList<string> names) => names[random.Next(names.Count)];
    }

    private static double Lasts(FaultKind kind, Random random)
    {
        var part = random.NextDouble();
        return kind switch
        {
            FaultKind.Kill => part * 6,
            // Two in three shorter than it takes to call a node dead, the rest long enough to be put out of the cluster for it.
            FaultKind.Cut => random.Next(3) < 2 ? 1 + part * 9 : 25 + part * 15,
            FaultKind.StopBroker or FaultKind.KillBroker => 1 + part * 12,
            FaultKind.StopCarbon => 1 + part * 8,
            FaultKind.Storm => 1,
            FaultKind.FillDisk => 8 + part * 8,
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
        };
    }
}
