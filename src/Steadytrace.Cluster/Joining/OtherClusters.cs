namespace Steadytrace.Cluster.Joining;

/// <summary>Whether a seed that is no member of this node's cluster lives in another one, and which of the two gives way. Knows no clock.</summary>
/// <remarks>
/// The first seed founds a cluster when no other seed answers: also when it was started again while it was cut off, and the others had put it out of theirs. Healed, the two would
/// stand side by side for ever, for nobody joins twice. So the smaller gives way: its nodes end in order, are started again by their supervisor, and join the larger.
/// </remarks>
/// <param name="looks">So many looks in a row a seed must be a stranger: it may be on its way into this cluster, or out of it.</param>
public sealed class OtherClusters(int looks)
{
    private readonly Dictionary<string, int> _strangers = [];

    /// <summary>Another look: which seeds are to be asked for their cluster.</summary>
    /// <param name="seeds">The seeds, this node not among them.</param>
    /// <param name="sight">What this node sees.</param>
    public IReadOnlyList<string> Look(IEnumerable<string> seeds, ClusterSight sight)
    {
        if (!sight.IsUp)
        {
            _strangers.Clear();
            return [];
        }

        var strangers = seeds.Where(seed => !sight.Members.Contains(seed)).ToList();
        foreach (var joined in _strangers.Keys.Except(strangers).ToList()) _strangers.Remove(joined);
        foreach (var stranger in strangers) _strangers[stranger] = _strangers.GetValueOrDefault(stranger) + 1;
        return strangers;
    }

    /// <summary>A seed told of its cluster.</summary>
    /// <returns>True when this node's cluster gives way.</returns>
    /// <param name="seed">Who told.</param>
    /// <param name="own">What this node sees.</param>
    /// <param name="members">How many members of its own cluster the seed reaches.</param>
    /// <param name="first">The lowest address among them, which decides between equals.</param>
    public bool GivesWay(string seed, ClusterSight own, int members, string first)
    {
        if (!own.IsUp || own.Members.Contains(seed) || _strangers.GetValueOrDefault(seed) < looks) return false;
        return own.Reachable != members ? own.Reachable < members : string.CompareOrdinal(own.First, first) > 0;
    }
}
