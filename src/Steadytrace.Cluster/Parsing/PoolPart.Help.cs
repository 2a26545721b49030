using Akka.Actor;
using Steadytrace.Cluster.Messages;

namespace Steadytrace.Cluster.Parsing;

/// <summary>Workers that their own datacenter has left free for a while count chunks of others, where that is wanted.</summary>
public sealed partial class PoolPart
{
    private readonly IReadOnlyDictionary<string, IActorRef> _elsewhere;
    private TimeSpan? _freeSince;
    private int _offered;

    private IActorRef DispatcherOf(ChunkLeased lease) =>
        lease.Offer.Datacenter != _datacenter && _elsewhere.TryGetValue(lease.Offer.Datacenter, out var other) ? other : _dispatcher;

    private void OfferHelp(int free)
    {
        if (_elsewhere.Count == 0) return;
        _freeSince = free == 0 ? null : _freeSince ?? Now;
        var help = Now - _freeSince >= _options.HelpAfter ? free : 0;
        if (help == 0 && _offered == 0) return;
        _offered = help;
        foreach (var dispatcher in _elsewhere.Values) dispatcher.Tell(new WorkWanted(_id, help) { BytesPerSecond = _rate.BytesPerSecond, IsElsewhere = true });
    }
}
