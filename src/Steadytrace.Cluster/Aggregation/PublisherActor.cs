using Akka.Actor;
using Steadytrace.Cluster.Node;
using Steadytrace.Cluster.Parts;
using Steadytrace.Metrics;

namespace Steadytrace.Cluster.Aggregation;

/// <summary>The publisher's place below its aggregator.</summary>
public sealed class PublisherActor(Func<IMetricPublisher> make, IActorRef aggregator, FailureBoard failures)
    : PartActor(context => new PublisherPart(context, make, aggregator, failures));
