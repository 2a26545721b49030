using Akka.Configuration;

namespace Steadytrace.Cluster.Hosting;

/// <summary>The Akka settings that the code depends on and nobody may change; all others are in <c>cluster-config/</c>.</summary>
internal static class ClusterConfig
{
    public static Config For(NodeOptions node)
    {
        var roles = string.Join(",", NodeRoles.ForMember(node.Roles, node.Datacenter).Select(role => $"\"{role}\""));
        return ConfigurationFactory.ParseString($$"""
            akka.actor {
              provider = cluster
              serializers {
                json = "Steadytrace.Cluster.Wire.RefusedJson, Steadytrace.Cluster"
                proto = "Steadytrace.Cluster.Wire.RefusedProtobuf, Steadytrace.Cluster"
                daemon-create = "Steadytrace.Cluster.Wire.RefusedDeployment, Steadytrace.Cluster"
                reliable-delivery = "Steadytrace.Cluster.Wire.RefusedDelivery, Steadytrace.Cluster"
                akka-stream-ref = "Steadytrace.Cluster.Wire.RefusedStreams, Steadytrace.Cluster"
                akka-cluster = "Steadytrace.Cluster.Wire.GuardedMembership, Steadytrace.Cluster"
                akka-containers = "Steadytrace.Cluster.Wire.GuardedSelections, Steadytrace.Cluster"
                akka-misc = "Steadytrace.Cluster.Wire.GuardedMisc, Steadytrace.Cluster"
                akka-system-msg = "Steadytrace.Cluster.Wire.GuardedSystemMessages, Steadytrace.Cluster"
                steadytrace = "Steadytrace.Cluster.Wire.MessageSerializer, Steadytrace.Cluster"
              }
              serialization-bindings {
                "Steadytrace.Cluster.Messages.IClusterMessage, Steadytrace.Cluster" = steadytrace
              }
            }
            akka.stdout-logger-class = "Steadytrace.Cluster.Hosting.NoStandardOutput, Steadytrace.Cluster"
            akka.cluster.roles = [{{roles}}]
            akka.remote.dot-netty.tcp.enable-ssl = {{(node.Certificate is null ? "off" : "on")}}
            # Closing a chunk, and giving leases back, may take this long.
            akka.coordinated-shutdown.phases.before-service-unbind.timeout = 15s
            # The spool waits for the disk: a thread of its own, never one of the pool's.
            steadytrace.spool-dispatcher.type = "Steadytrace.Cluster.Hosting.OwnThreadDispatcher, Steadytrace.Cluster"
            """);
    }
}
