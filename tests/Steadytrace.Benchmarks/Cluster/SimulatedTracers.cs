using Akka.Actor;
using Steadytrace.Cluster.Messages;
using Steadytrace.Recording;

namespace Steadytrace.Benchmarks.Cluster;

/// <summary>Stands at <c>/user/tracer</c> of a node, with the sources of many hosts below it.</summary>
internal sealed class SimulatedTracers : ReceiveActor
{
    public SimulatedTracers(int hosts, string node, long beganUnixNs, TaskCompletionSource known)
    {
        var unknown = hosts;
        Action oneKnown = () =>
        {
            if (Interlocked.Decrement(ref unknown) == 0) known.TrySetResult();
        };
        // Their reports fall evenly into five seconds.
        var sources = Enumerable.Range(0, hosts).Select(host => Context.ActorOf(
            Props.Create<SimulatedSource>(new SourceId(MetricLoad.Host(host), MetricLoad.Recorder), node, beganUnixNs, SimulatedSource.ReportEvery * host / hosts, oneKnown))).ToArray();
        Receive<InventoryWanted>(wanted =>
        {
            foreach (var source in sources) source.Forward(wanted);
        });
        Receive<ToSource>(to => sources[to.Host].Tell(to.Chunk));
    }

    /// <summary>A chunk of one of the hosts.</summary>
    public sealed record ToSource(int Host, SimulatedChunk Chunk) : INoSerializationVerificationNeeded;
}
