using System.Diagnostics.CodeAnalysis;
using Steadytrace.Recording;

namespace Steadytrace.Cluster.Dispatch;

/// <summary>The pools that wait for chunks, and in which order they get them: a chunk's own host first, then the datacenter's, then those that help from another.</summary>
/// <remarks>One entry a node: what a pool says replaces what it said before, and a pool that was made anew replaces the one before it, which would answer no lease.</remarks>
public sealed class PoolWishes
{
    private readonly Dictionary<string, LinkedListNode<PoolWish>> _byNode = [];
    private readonly Dictionary<HostId, HashSet<string>> _nodesOfHost = [];
    private readonly LinkedList<PoolWish> _near = [];
    private readonly LinkedList<PoolWish> _far = [];

    public int Count => _byNode.Count;

    /// <summary>A pool has so many free workers now; without any it waits no longer. It keeps its turn.</summary>
    public void Set(PoolWish wish)
    {
        if (wish.Credits > 0 && _byNode.TryGetValue(wish.Pool.Node, out var before) && before.Value.Pool == wish.Pool && before.Value.IsElsewhere == wish.IsElsewhere)
        {
            before.Value = wish;
            return;
        }

        Remove(wish.Pool.Node);
        if (wish.Credits > 0) Add(wish);
    }

    /// <summary>A pool got one chunk; the others have their turn before its next.</summary>
    public void Use(PoolWish wish)
    {
        Remove(wish.Pool.Node);
        if (wish.Credits > 1) Add(wish with { Credits = wish.Credits - 1 });
    }

    /// <summary>Its node is gone.</summary>
    public void Remove(string node)
    {
        if (!_byNode.Remove(node, out var entry)) return;
        entry.List!.Remove(entry);
        var nodes = _nodesOfHost[entry.Value.Pool.Host];
        nodes.Remove(node);
        if (nodes.Count == 0) _nodesOfHost.Remove(entry.Value.Pool.Host);
    }

    /// <summary>A pool on this very host, which needs no network for its chunks.</summary>
    public bool TryOwn(HostId host, [NotNullWhen(true)] out PoolWish? wish)
    {
        wish = _nodesOfHost.TryGetValue(host, out var nodes) ? _byNode[nodes.First()].Value : null;
        return wish is not null;
    }

    /// <summary>Whoever's turn it is; one of another datacenter only when this one has none free.</summary>
    public bool TryAny([NotNullWhen(true)] out PoolWish? wish)
    {
        wish = (_near.First ?? _far.First)?.Value;
        return wish is not null;
    }

    private void Add(PoolWish wish)
    {
        _byNode.Add(wish.Pool.Node, (wish.IsElsewhere ? _far : _near).AddLast(wish));
        if (!_nodesOfHost.TryGetValue(wish.Pool.Host, out var nodes)) _nodesOfHost.Add(wish.Pool.Host, nodes = []);
        nodes.Add(wish.Pool.Node);
    }
}
