using Akka.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Steadytrace.Cluster.Hosting;
using Steadytrace.Cluster.Wire;

namespace Steadytrace.Cluster.Tests.Wire;

public sealed class MessageLimitsTests
{
    [Theory]
    [InlineData("akka.remote.dot-netty.tcp.maximum-frame-size = 128000b", "is 128000 bytes")]
    [InlineData("akka.loglevel = INFO", "is 128000 bytes")]
    [InlineData("akka.remote.dot-netty.tcp.maximum-frame-size = 2097152b", null)]
    public void A_configuration_whose_frames_are_smaller_than_messages_is_refused_by_its_key(string hocon, string? says)
    {
        var problem = MessageLimits.ProblemOf(ConfigurationFactory.ParseString(hocon));

        if (says is null) Assert.Null(problem);
        else Assert.Contains($"akka.remote.dot-netty.tcp.maximum-frame-size {says}", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_node_whose_frames_are_smaller_than_messages_is_not_started()
    {
        var node = new NodeOptions { Host = new("laptop"), Datacenter = "local", Roles = [NodeRoles.Parser], HttpAddress = new Uri("http://127.0.0.1:9470/"), ClusterToken = "" };
        var services = new ServiceCollection();

        var refusal = Assert.Throws<ConfigurationException>(() => services.AddSteadytraceNode(node, ConfigurationFactory.ParseString("akka.remote.dot-netty.tcp.maximum-frame-size = 128000b")));

        Assert.StartsWith("akka.remote.dot-netty.tcp.maximum-frame-size is 128000 bytes: expected at least ", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal.Message);
    }
}
