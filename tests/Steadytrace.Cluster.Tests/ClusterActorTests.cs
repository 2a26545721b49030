using System.Collections.Immutable;
using System.Reflection;
using Akka.Actor;
using Akka.Cluster;
using Akka.Util;

namespace Steadytrace.Cluster.Tests;

/// <summary>For actors that ask the cluster who is there. The node joins nobody; the test says who comes and goes.</summary>
public abstract class ClusterActorTests() : ActorTests(
    """
    akka.actor.provider = cluster
    akka.remote.dot-netty.tcp { hostname = "127.0.0.1", port = 0 }

    """)
{
    protected string SelfNode => Akka.Cluster.Cluster.Get(Sys).SelfAddress.NodeName();

    /// <summary>A node that was a member and is gone.</summary>
    protected static ClusterEvent.MemberRemoved Removed(string host, int port, MemberStatus after)
    {
        // Only the cluster itself makes members.
        var create = typeof(Member).GetMethods(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public)
            .First(method => method.Name == "Create" && method.GetParameters() is [{ ParameterType.Name: nameof(UniqueAddress) }, _, { ParameterType.Name: nameof(MemberStatus) }, ..]);
        var address = new UniqueAddress(new Address("akka.tcp", "steadytrace", host, port), 1);
        object?[] arguments = [.. create.GetParameters().Select(parameter =>
            parameter.ParameterType == typeof(UniqueAddress) ? (object)address
            : parameter.ParameterType == typeof(MemberStatus) ? MemberStatus.Removed
            : parameter.ParameterType == typeof(AppVersion) ? AppVersion.Zero
            : parameter.ParameterType == typeof(int) ? 1
            : ImmutableHashSet<string>.Empty)];
        return new ClusterEvent.MemberRemoved((Member)create.Invoke(null, arguments)!, after);
    }
}
