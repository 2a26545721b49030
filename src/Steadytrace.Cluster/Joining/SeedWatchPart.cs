using Akka.Actor;
using Akka.Event;
using Steadytrace.Cluster.Messages;
using Steadytrace.Cluster.Parts;

namespace Steadytrace.Cluster.Joining;

/// <summary>Looks for seeds that live in another cluster than this node, and has the node end where its own cluster is the one that gives way. At <c>/user/seeds</c> of every node.</summary>
public sealed class SeedWatchPart : Part
{
    private readonly IReadOnlyDictionary<string, ICanTell> _seeds;
    private readonly Func<ClusterSight> _see;
    private readonly Action<string> _giveWay;
    private readonly OtherClusters _others;
    private readonly TimeSpan _lookEvery;
    private readonly string _node;
    private bool _ends;

    /// <param name="context">What runs it.</param>
    /// <param name="node">This node, <c>host:port</c>.</param>
    /// <param name="options">How often it looks.</param>
    /// <param name="seeds">The same part of each seed, by the seed's address.</param>
    /// <param name="see">The cluster, now.</param>
    /// <param name="giveWay">Ends the node in order; gets the reason.</param>
    public SeedWatchPart(IPartContext context, string node, SeedWatchOptions options, IReadOnlyDictionary<string, ICanTell> seeds, Func<ClusterSight> see, Action<string> giveWay)
        : base(context)
    {
        (_node, _seeds, _see, _giveWay) = (node, seeds.Where(seed => seed.Key != node).ToDictionary(), see, giveWay);
        (_others, _lookEvery) = (new OtherClusters(options.Looks), options.LookEvery);
        Receive<LookDue>(_ => OnLook());
        Receive<MembershipWanted>(OnWanted);
        Receive<MembershipTold>(OnTold);
    }

    /// <inheritdoc/>
    public override void OnStart()
    {
        if (_seeds.Count > 0) Context.Every(_lookEvery, LookDue.Instance);
    }

    private void OnLook()
    {
        foreach (var seed in _others.Look(_seeds.Keys, _see())) _seeds[seed].Tell(new MembershipWanted(_node), Self);
    }

    private void OnWanted(MembershipWanted wanted)
    {
        // Whoever is a member here, and does not know it, has been put out or is on its way: that is no other cluster.
        if (_see() is { IsUp: true } sight && !sight.Members.Contains(wanted.Node)) Sender.Tell(new MembershipTold(_node, sight.Reachable, sight.First));
    }

    private void OnTold(MembershipTold told)
    {
        if (_ends || !_seeds.ContainsKey(told.Node) || !_others.GivesWay(told.Node, _see(), told.Members, told.First)) return;
        _ends = true;
        var reason = $"seed {told.Node} is in another cluster, of {told.Members} nodes, and this one is the smaller: this node ends, and joins that one when it is started again";
        Context.Log.Error("{0}", reason);
        _giveWay(reason);
    }

    /// <summary>To itself only; never crosses a wire.</summary>
    private sealed class LookDue : INoSerializationVerificationNeeded, IDeadLetterSuppression
    {
        public static readonly LookDue Instance = new();
    }
}
