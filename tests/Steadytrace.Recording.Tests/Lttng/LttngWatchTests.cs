using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;
using Steadytrace.Recording.Lttng;
using Steadytrace.Testing;

namespace Steadytrace.Recording.Tests.Lttng;

public sealed class LttngWatchTests
{
    private const string Session = "steadytrace-watched";

    [Fact]
    public async Task While_a_daemon_listens_the_command_is_asked_at_every_fifth_look()
    {
        using var lttng = new SyntheticLttng("2.13", "/nowhere");
        using var folder = new TemporaryFolder();
        using var daemon = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        daemon.Bind(new UnixDomainSocketEndPoint(Path.Combine(Directory.CreateDirectory(folder[".lttng"]).FullName, LttngSocket.Name)));
        daemon.Listen();
        var options = new LttngOptions { Command = lttng.Command, HealthCheckSeconds = 15, Environment = new Dictionary<string, string> { ["LTTNG_HOME"] = folder.Path } };
        var command = new LttngCommand(options);
        await command.RunAsync(["create", Session, "--output=/nowhere"], CancellationToken.None);
        var time = new FakeTimeProvider();
        var watch = new LttngWatch(command, options, time);
        watch.Start(Session);

        var looks = 0;
        // A busy machine may miss looks: then it takes more of them.
        await Eventually.HoldsAsync(
            () =>
            {
                time.Advance(TimeSpan.FromSeconds(3));
                looks++;
                return lttng.Commands.Contains("list");
            },
            "a question for the session",
            TimeSpan.FromSeconds(60));

        Assert.InRange(looks, 5, int.MaxValue);
        await watch.StopAsync();
        Assert.False(watch.Ended.IsFaulted);
    }
}
