using Steadytrace.Cluster.Parsing;
using Steadytrace.Cluster.Messages;

namespace Steadytrace.Simulation;

/// <summary>A process with a parser pool.</summary>
internal sealed class PoolNode(Network network, SimulatedProcess process, PartCell pool)
{
    /// <summary>As a node does that stops: no new lease, a moment for what is under way.</summary>
    private static readonly TimeSpan Leaving = TimeSpan.FromSeconds(2);

    public SimulatedProcess Process => process;

    public bool IsAlive => process.IsAlive;

    public void Scale(int workers) => Tell(new ScalePool(workers));

    /// <summary>Gives its leases back, then dies.</summary>
    public void Leave()
    {
        process.LeavesInOrder = true;
        Tell(DrainPool.Instance);
        process.After(Leaving, () => process.Kill("in order"));
    }

    // Who asks does not matter here; its answer goes to the process itself.
    private void Tell(object message) => process.Do(() => ((PartRef)pool.Self).Receive(message, new PartRef(network, process, "person", (_, _) => { })));
}
