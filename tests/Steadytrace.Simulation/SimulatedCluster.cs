using Akka.Actor;
using Steadytrace.Cluster;
using Steadytrace.Cluster.Messages;
using Steadytrace.Cluster.Parsing;

namespace Steadytrace.Simulation;

/// <summary>All machines and processes of a run, and what the cluster's membership does for them: who is there, and where the singletons live.</summary>
internal sealed class SimulatedCluster
{
    public const string Datacenter = "local";
    private readonly Dictionary<Machine, TracerNode> _tracers = [];
    private readonly Dictionary<string, PoolNode> _pools = [];
    private AggregatorNode? _singletons;
    private int _aggregators;

    public SimulatedCluster(World world, Plan plan)
    {
        (World, Plan) = (world, plan);
        Network = new Network(world);
        Broker = new SimulatedBroker(world);
        for (var host = 0; host < plan.Hosts; host++) Machines.Add(NewMachine($"host{host}"));

        Reading = new ChunkReading(world, Network) { TracerOf = machine => _tracers.GetValueOrDefault(machine)?.Process };
    }

    public World World { get; }

    public Plan Plan { get; }

    public Network Network { get; }

    public SimulatedBroker Broker { get; }

    public List<Machine> Machines { get; } = [];

    public ChunkReading Reading { get; }

    public AggregatorNode? Singletons => _singletons;

    public void Start()
    {
        foreach (var machine in Machines) StartTracer(machine);
        for (var pool = 0; pool < Plan.Pools; pool++) StartPool($"pool{pool}", Machines[0]);
        // A pool on a traced host, as most have.
        StartPool("pool-own", Machines[^1]);
        StartAggregator();
    }

    public TracerNode? TracerOf(Machine machine) => _tracers.GetValueOrDefault(machine);

    public PoolNode? Pool(string name) => _pools.GetValueOrDefault(name);

    public IReadOnlyList<string> PoolNames => [.. _pools.Keys.Order(StringComparer.Ordinal)];

    /// <summary>A host with all that it needs to be traced, and no process yet.</summary>
    public Machine NewMachine(string name, string? processName = null)
    {
        var machine = new Machine(World, name, processName);
        foreach (var recorder in new[] { "ftrace", "lttng" }) machine.Kernels.Add(new Kernel(World, machine, recorder, new Truth(Plan.Interval), Plan));
        machine.Files.CreateFolder("/spool");
        machine.Files.WriteFile("/spool/id", "spool"u8);
        machine.Files.SyncFile("/spool/id");
        machine.Files.SyncFolder("/spool");
        machine.Files.SyncFolder("/");
        return machine;
    }

    /// <summary>Each start may begin a run, and one may go on from before the interval: together no more than are told at once.</summary>
    public bool MayStartTracer(Machine machine) => machine.StartsWithin(Plan.Interval) < Plan.MaxRunsTold - 1;

    public void StartTracer(Machine machine)
    {
        if (machine.IsGone) return;
        machine.Starts();
        var process = new SimulatedProcess(World, machine, machine.TracerName);
        World.Log.Write(World.Now, process.Name, "starts");
        process.Died = () =>
        {
            machine.LoseProcess();
            _singletons?.Gone(process);
        };
        process.Do(() =>
        {
            var node = new TracerNode(this, process);
            _tracers[machine] = node;
            _singletons?.TracerUp(process.Address);
        });
    }

    public void StartPool(string name, Machine machine)
    {
        // Pools of their own have a machine of their own.
        var at = name == "pool-own" ? machine : new Machine(World, name);
        var process = new SimulatedProcess(World, at, name);
        World.Log.Write(World.Now, name, "starts");
        process.Died = () => _singletons?.Gone(process);
        process.Do(() =>
        {
            var clock = new VirtualClock(process);
            var cell = new PartCell(
                Network, process, "parser-pool",
                context => new PoolPart(
                    context, new PoolId(process.Address.NodeName(), at.Host, 0), Datacenter, Plan.Pool, DispatcherProxy(process), (lease, pool, end) => Reading.Start(process, lease, pool, end), clock),
                ActorRefs.Nobody, failure => process.Kill($"since its pool failed: {failure}"));
            _pools[name] = new PoolNode(Network, process, cell);
            cell.Start();
        });
    }

    /// <summary>The datacenter's singletons begin on another node; the former ones are not asked.</summary>
    public void StartAggregator()
    {
        var name = $"aggregator{_aggregators++}";
        World.Log.Write(World.Now, name, "starts");
        var machine = new Machine(World, name);
        machine.Set(World.Between(-Plan.AggregatorSkewSeconds, Plan.AggregatorSkewSeconds));
        var process = new SimulatedProcess(World, machine, name);
        process.Died = () =>
        {
            foreach (var link in Broker.Links.Where(link => link.Process == process).ToList()) link.Close("its process died");
        };
        process.Do(() => _singletons = new AggregatorNode(this, process));
        foreach (var tracer in _tracers.Values.Where(tracer => tracer.Process.IsAlive)) _singletons!.TracerUp(tracer.Process.Address);
    }

    /// <summary>Finds the dispatcher wherever it lives when a message is sent; without one the message is lost.</summary>
    public IActorRef DispatcherProxy(SimulatedProcess process) => new PartRef(Network, process, "dispatcher-proxy", (message, sender) =>
        _singletons?.Dispatcher.Tell(message, sender));

    /// <summary>The tracer at an address, if there is one when the message is sent.</summary>
    public ICanTell TracerAt(Address address) =>
        _tracers.Values.FirstOrDefault(tracer => tracer.Process.Address.Equals(address) && tracer.Process.IsAlive)?.Ref ?? (ICanTell)ActorRefs.Nobody;
}
