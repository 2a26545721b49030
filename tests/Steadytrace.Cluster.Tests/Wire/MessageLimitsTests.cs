using Akka.Configuration;
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
}
