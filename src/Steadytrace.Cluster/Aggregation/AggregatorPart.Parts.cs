using Akka.Actor;
using Akka.Event;
using Steadytrace.Cluster.Messages;

namespace Steadytrace.Cluster.Aggregation;

/// <summary>What failed again and again on the datacenter's nodes, and stays down, is started again at growing distances.</summary>
public sealed partial class AggregatorPart
{
    private readonly Dictionary<string, IActorRef> _nodesWithDown = [];
    private readonly DownParts _down;

    private void OnPartsDown(PartsDown told)
    {
        _nodesWithDown[told.Node] = Sender;
        foreach (var part in told.Parts)
            if (_down.Told(told.Node, part, Now)) _log.Error("{0} of {1} fails again and again and stays down; it is started again after {2}, then at growing distances", part, told.Node, _options.RestartFirst);
    }

    private void RestartWhatIsDown()
    {
        foreach (var (node, part) in _down.Due(Now))
        {
            _log.Warning("{0} of {1} is started again", part, node);
            _nodesWithDown[node].Tell(new RestartPart(part), Self);
        }

        if (_down.Count == 0) _nodesWithDown.Clear();
    }
}
