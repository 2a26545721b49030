using Steadytrace.Cluster;
using Steadytrace.Cluster.Fleet;
using Steadytrace.Cluster.Node;
using Steadytrace.Cluster.Tracing;
using Steadytrace.Recording;

namespace Steadytrace.Simulation;

/// <summary>A process with the tracer of a machine: for each source its spool and its cycle, supervised as the real ones are.</summary>
internal sealed class TracerNode
{
    private readonly List<SimulatedSource> _sources = [];
    private readonly SimulatedProcess _process;

    public TracerNode(SimulatedCluster cluster, SimulatedProcess process)
    {
        _process = process;
        process.Machine.Files.Owner = process;
        var clock = new VirtualClock(process);
        var failures = new FailureBoard(process.Name, clock);
        foreach (var kernel in process.Machine.Kernels)
        {
            var id = new SourceId(process.Machine.Host, kernel.Name);
            var context = new SpoolContext(
                id, SimulatedCluster.Datacenter, "spool", new Uri("http://127.0.0.1/"), process.Address.NodeName(), cluster.DispatcherProxy(process), IsRecorded: true, failures, process.Machine.Files)
            {
                TailsAfter = (path, before) => Packet.TailsAfter(process.Machine.Files, path, before),
                MaxRunsTold = cluster.Plan.MaxRunsTold,
            };
            _sources.Add(new SimulatedSource(cluster, process, context, kernel, clock, failures));
        }

        Ref = new PartRef(cluster.Network, process, "tracer", (message, sender) =>
        {
            foreach (var source in _sources) source.Receive(message, sender);
        });
        foreach (var source in _sources) source.Start();
    }

    public PartRef Ref { get; }

    public SimulatedProcess Process => _process;

    /// <summary>A person's word to one of its sources.</summary>
    public void Command(int source, TracerCommand command) => _sources[source].Command(command);

    /// <summary>Stops in order, then dies.</summary>
    /// <param name="endRecorders">Does not leave the recorders recording.</param>
    public void Leave(bool endRecorders)
    {
        _process.LeavesInOrder = true;
        var left = _sources.Count;
        foreach (var source in _sources)
        {
            source.StopInOrder(endRecorders, () =>
            {
                if (--left == 0) _process.Kill("in order");
            });
        }

        _process.After(TimeSpan.FromSeconds(14), () => _process.Kill("since stopping took too long"));
    }
}
