using System.Security.Cryptography;
using System.Text;
using Akka.Actor;
using Akka.Cluster.Tools.Singleton;
using Akka.Configuration;
using Akka.Event;
using Akka.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Steadytrace.Cluster.Aggregation;
using Steadytrace.Cluster.Bridging;
using Steadytrace.Cluster.Dispatch;
using Steadytrace.Cluster.Fleet;
using Steadytrace.Cluster.Joining;
using Steadytrace.Cluster.Messages;
using Steadytrace.Cluster.Node;
using Steadytrace.Cluster.Parsing;
using Steadytrace.Cluster.Tracing;
using Steadytrace.Cluster.Trust;
using Steadytrace.Cluster.Watching;
using Steadytrace.Cluster.Wire;
using Steadytrace.Recording.Spool;

namespace Steadytrace.Cluster.Hosting;

/// <summary>Puts a node's actors into a host.</summary>
public static class NodeServices
{
    private const string SystemName = "steadytrace";
    private const string TracerPart = "tracer";
    private static readonly TimeSpan StopWithin = TimeSpan.FromSeconds(14);

    /// <summary>Adds the actor system with the actors of the node's roles, and <see cref="IFleet"/>.</summary>
    /// <param name="services">The host's.</param>
    /// <param name="node">What the node is.</param>
    /// <param name="akka">Its Akka settings (<c>akka { … }</c>), from <c>cluster-config/</c>.</param>
    /// <exception cref="ConfigurationException">The remoting frame is smaller than the largest message.</exception>
    public static IServiceCollection AddSteadytraceNode(this IServiceCollection services, NodeOptions node, Config akka)
    {
        services.TryAddSingleton(TimeProvider.System);
        if (MessageLimits.ProblemOf(ClusterConfig.For(node).WithFallback(akka)) is { } problem) throw new ConfigurationException(problem);
        if (node.Has(NodeRoles.Tracer))
        {
            // Taken before anything is started: a spool in use ends the start with one line. Made by a factory, so that the host frees it at its end.
            var spoolLock = SpoolLock.Take(node.Tracer.SpoolDirectory);
            services.AddSingleton(_ => spoolLock);
        }

        services.AddSingleton(node);
        services.AddSingleton<IFleet>(provider => new ActorFleet(provider.GetRequiredService<ActorSystem>(), provider.GetRequiredService<TimeProvider>()));
        services.AddAkka(SystemName, (builder, provider) => WithTls(builder, node)
            .AddHocon(ClusterConfig.For(node).WithFallback(akka), HoconAddMode.Prepend)
            .ConfigureLoggers(loggers =>
            {
                loggers.AddLoggerFactory();
                loggers.ClearLoggers();
                loggers.AddLogger<NumberedLog>();
            })
            .WithActors((system, _) => StartActors(system, node, provider.GetService<SpoolLock>(), provider.GetRequiredService<TimeProvider>())));
        return services;
    }

    private static AkkaConfigurationBuilder WithTls(AkkaConfigurationBuilder builder, NodeOptions node) =>
        node.Certificate is { } certificate ? builder.AddSetup(MutualTls.Setup(certificate)) : builder;

    private static void StartActors(ActorSystem system, NodeOptions node, SpoolLock? spool, TimeProvider clock)
    {
        var cluster = Akka.Cluster.Cluster.Get(system);
        var address = cluster.SelfAddress.NodeName();
        var failures = new FailureBoard(address, clock);
        var aggregator = CanFail(node) ? Proxy(system, node.Datacenter, "aggregator", "aggregator-proxy") : ActorRefs.Nobody;
        system.ActorOf(Props.Create(() => new NodeActor(node, failures, aggregator)), "node");
        system.ActorOf(Props.Create(() => new SeedWatchActor(node.Seeds)), SeedWatchActor.Name);
        system.ActorOf(Props.Create(() => new WatchActor(new WatchOptions(), clock)), "watch");

        if (node.Has(NodeRoles.Aggregator))
        {
            AddSingleton(system, node, Props.Create(() => new DispatcherActor(node.Lease, clock)), "dispatcher");
            AddSingleton(system, node, Props.Create(() => new AggregatorActor(node, failures, clock)), "aggregator");
        }

        var dispatcher = CanFail(node) ? Proxy(system, node.Datacenter, "dispatcher", "dispatcher-proxy") : ActorRefs.Nobody;
        // One process at a time has the spool.
        if (node.Has(NodeRoles.Parser)) StartPool(system, spool is null ? node : node with { Pool = node.Pool with { WorkName = NameOf(spool) } }, address, dispatcher, failures, clock);
        if (spool is not null) StartTracer(system, node, spool, dispatcher, failures, clock);
        if (node is { Bridge: { } bridge } && node.Has(NodeRoles.Bridge))
        {
            system.ActorOf(
                Restarts.WithBackoff(
                    Props.Create(() => new BridgeActor(bridge, failures)), "bridge", node.Aggregator.MinBackoff, node.Aggregator.MaxBackoff, clock), "bridge");
        }

        if (cluster.Settings.SeedNodes.IsEmpty) cluster.Join(cluster.SelfAddress);
    }

    /// <summary>It has parts that speak to the singletons, and that may stay down.</summary>
    private static bool CanFail(NodeOptions node) => node.Has(NodeRoles.Tracer) || node.Has(NodeRoles.Parser);

    private static IActorRef Proxy(ActorSystem system, string datacenter, string singleton, string name) => system.ActorOf(
        ClusterSingletonProxy.Props(
            $"/user/{singleton}", ClusterSingletonProxySettings.Create(system).WithRole(NodeRoles.AggregatorOf(datacenter)).WithSingletonName(singleton)), name);

    private static void StartPool(ActorSystem system, NodeOptions node, string address, IActorRef dispatcher, FailureBoard failures, TimeProvider clock)
    {
        var id = new PoolId(address, node.Host, clock.GetUtcNow().UtcTicks);
        var elsewhere = node.Pool.HelpDatacenters.Where(other => other != node.Datacenter).Distinct()
            .ToDictionary(other => other, other => Proxy(system, other, "dispatcher", $"dispatcher-proxy-{other}"));
        var authority = node.Certificate?.Authority;
        var pool = system.ActorOf(
            Restarts.WithBackoff(
                Props.Create(() => new PoolActor(id, node.Datacenter, node.Pool, node.ClusterToken, authority, dispatcher, elsewhere, failures, clock)), "pool",
                node.Tracer.MinBackoff, node.Tracer.MaxBackoff, clock, whileDown: PoolDrained.Instance, failed: cause => Failed(system, failures, NodeActor.PoolPart, cause),
                stayDown: new StayDown(NodeActor.PoolPart, node.MaxFailures, failures)), "parser-pool");
        CoordinatedShutdown.Get(system).AddTask(CoordinatedShutdown.PhaseBeforeServiceUnbind, "give leases back", async () =>
        {
            await pool.Ask<PoolDrained>(DrainPool.Instance, StopWithin);
            return Akka.Done.Instance;
        });
    }

    // The folder is emptied with all that is in it: whatever the spool's file of its name holds, this is a name.
    private static string NameOf(SpoolLock spool) => $"spool-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(spool.Id)).AsSpan(0, 6))}";

    private static void Failed(ActorSystem system, FailureBoard failures, string part, Exception cause)
    {
        // What a constructor throws comes wrapped.
        var message = cause.GetBaseException().Message;
        failures.Report(part, message, staysDown: false);
        system.Log.Error("The {0} failed: {1}", part, message);
    }

    private static void StartTracer(ActorSystem system, NodeOptions node, SpoolLock spool, IActorRef dispatcher, FailureBoard failures, TimeProvider clock)
    {
        var tracer = system.ActorOf(
            Restarts.WithBackoff(
                Props.Create(() => new TracerActor(node, spool.Id, dispatcher, failures, clock)), "host", node.Tracer.MinBackoff, node.Tracer.MaxBackoff, clock,
                failed: cause => Failed(system, failures, TracerPart, cause), stayDown: new StayDown(TracerPart, node.MaxFailures, failures)), "tracer");
        CoordinatedShutdown.Get(system).AddTask(CoordinatedShutdown.PhaseBeforeServiceUnbind, "close chunks", async () =>
        {
            var host = await tracer.Ask<ChildIs>(ChildWanted.Instance, StopWithin);
            // Down, it has no recorder to see to.
            if (!host.Actor.IsNobody()) await host.Actor.Ask<TracerStopped>(new StopTracer(node.Tracer.EndRecordersAtStop), StopWithin);
            return Akka.Done.Instance;
        });
    }

    private static void AddSingleton(ActorSystem system, NodeOptions node, Props props, string name) => system.ActorOf(
        ClusterSingletonManager.Props(
            props, HandOver.Instance,
            ClusterSingletonManagerSettings.Create(system).WithRole(NodeRoles.AggregatorOf(node.Datacenter)).WithSingletonName(name)), name);
}
