using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;
using Steadytrace.Recording.Lttng;
using Steadytrace.Testing;

namespace Steadytrace.Recording.Tests.Lttng;

public sealed class LttngWatchTests
{
    private const string Session = "steadytrace-watched";

    [Theory]
    [InlineData(15)]
    [InlineData(5)]
    public async Task While_a_daemon_listens_the_command_is_asked_no_sooner_than_told(int every)
    {
        using var lttng = new SyntheticLttng("2.13", "/nowhere");
        using var folder = new TemporaryFolder();
        using var daemon = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        daemon.Bind(new UnixDomainSocketEndPoint(Path.Combine(Directory.CreateDirectory(folder[".lttng"]).FullName, LttngSocket.Name)));
        daemon.Listen();
        var options = new LttngOptions { Command = lttng.Command, HealthCheckSeconds = every, Environment = new Dictionary<string, string> { ["LTTNG_HOME"] = folder.Path } };
        var command = new LttngCommand(options);
        await command.RunAsync(["create", Session, "--output=/nowhere"], CancellationToken.None);
        var time = new FakeTimeProvider();
        var watch = new LttngWatch(command, options, time);
        watch.Start(Session);

        var seconds = 0;
        // A busy machine may miss looks: then it takes longer.
        await Eventually.HoldsAsync(
            () =>
            {
                time.Advance(TimeSpan.FromSeconds(1));
                seconds++;
                return lttng.Commands.Contains("list");
            },
            "a question for the session",
            TimeSpan.FromSeconds(60));

        Assert.InRange(seconds, every, int.MaxValue);
        await watch.StopAsync();
        Assert.False(watch.Ended.IsFaulted);
    }
}
