using Steadytrace.Testing;

namespace Steadytrace.Tests.Commands;

/// <summary>A mistake gives one clear line that names the thing and what to do, and exit code 2.</summary>
public sealed class MistakesTests
{
    [Theory]
    [InlineData("an unknown command", "unknown command 'cuont': did you mean count?", "cuont", "x")]
    [InlineData("no command", "needs a command: up, node, count,")]
    [InlineData("half a command", "'steadytrace pool' needs a command: show, scale", "pool")]
    [InlineData("an unknown option", "unknown option '--intervall' for 'steadytrace up': did you mean --interval?", "up", "--intervall", "1sec")]
    [InlineData("an unknown option before a path", "unknown option '--inteval' for 'steadytrace count': did you mean --interval?", "count", "--inteval", "1sec", "/")]
    [InlineData("a misspelt word", "--format is 'tabel': expected one of table, json, graphite; did you mean table?", "count", "--format", "tabel", "/")]
    [InlineData("a number that is none", "--threads is 'many': expected a whole number from 1 to 256", "count", "--threads", "many", "/")]
    [InlineData("a number out of its range", "N is '257': expected a whole number from 0 to 256", "pool", "scale", "node", "257")]
    [InlineData("an option without its value", "--interval needs a value", "up", "--interval")]
    [InlineData("an argument too many", "one argument too many: 'now'", "up", "now")]
    [InlineData("a missing argument", "'steadytrace tracer rotate' needs HOST", "tracer", "rotate")]
    [InlineData("no such directory", "/no/such/trace: there is no such directory", "count", "/no/such/trace")]
    [InlineData("an empty path", "PATH is empty", "count", "")]
    [InlineData("no such configuration", "configuration file /no/such.conf: there is no such file", "config", "check", "--config", "/no/such.conf")]
    [InlineData("a node's address that is none", "--node is 'ftp://x/y': expected a node's address", "cluster", "show", "--node", "ftp://x/y")]
    [InlineData("a node of nothing", "needs --config FILE or --role ROLE", "node")]
    [InlineData("two ports", "--port and --listen exclude each other", "up", "--port", "1", "--listen", "127.0.0.1:2")]
    public async Task A_mistake_is_one_clear_line(string what, string expected, params string[] arguments)
    {
        var outcome = await SteadytraceCommand.RunAsync(arguments);

        Assert.True(outcome.ErrorLine.Contains(expected, StringComparison.Ordinal), $"{what}: expected '{expected}' in '{outcome.ErrorLine}'");
        Assert.StartsWith("steadytrace: ", outcome.ErrorLine, StringComparison.Ordinal);
        Assert.Equal(2, outcome.ExitCode);
        Assert.Empty(outcome.Output);
    }

    [Fact]
    public async Task A_directory_without_a_trace_is_a_mistake()
    {
        using var folder = new TemporaryFolder();

        var outcome = await SteadytraceCommand.RunAsync("count", folder.Path);

        Assert.Contains($"{folder.Path} is no trace: no file named metadata (CTF) or ftrace.json (ftrace)", outcome.ErrorLine, StringComparison.Ordinal);
        Assert.Equal(2, outcome.ExitCode);
    }

    [Fact]
    public async Task A_node_that_does_not_answer_is_a_failure_that_says_how_to_point_to_another()
    {
        var address = $"http://127.0.0.1:{FreePort.Next()}";

        var outcome = await SteadytraceCommand.RunAsync(new Dictionary<string, string?> { ["STEADYTRACE__NODE"] = address }, "cluster", "show");

        Assert.Contains(address, outcome.ErrorLine, StringComparison.Ordinal);
        Assert.Contains("--node URL or STEADYTRACE__NODE", outcome.ErrorLine, StringComparison.Ordinal);
        Assert.Equal(1, outcome.ExitCode);
    }

    [Fact]
    public async Task A_port_in_use_is_one_line_and_touches_no_tracer()
    {
        using var other = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        other.Start();
        var port = ((System.Net.IPEndPoint)other.LocalEndpoint).Port;
        using var folder = new TemporaryFolder();

        var outcome = await SteadytraceCommand.RunAsync("up", "--recorder", "replay", "--port", $"{port}", "--spool", folder["spool"]);

        Assert.Contains($"127.0.0.1:{port} is in use by another process", outcome.ErrorLine, StringComparison.Ordinal);
        Assert.Equal(1, outcome.ExitCode);
        Assert.False(Directory.Exists(folder["spool"]));
    }

    [Theory]
    [InlineData("up")]
    [InlineData("node")]
    public async Task A_cluster_whose_frames_are_smaller_than_its_messages_is_not_started(string command)
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder["small.conf"], "steadytrace.roles = [parser]\nakka.remote.dot-netty.tcp.maximum-frame-size = 128000b\n");

        var outcome = await SteadytraceCommand.RunAsync(command, "--config", folder["small.conf"]);

        Assert.Equal("steadytrace: akka.remote.dot-netty.tcp.maximum-frame-size is 128000 bytes: expected at least 1114112, so that the largest message fits", outcome.ErrorLine);
        Assert.Equal(2, outcome.ExitCode);
        Assert.Empty(outcome.Output);
    }

    [Theory]
    [InlineData("up")]
    [InlineData("node")]
    [InlineData("count")]
    [InlineData("cluster", "show")]
    [InlineData("pool", "scale")]
    [InlineData("tracer", "rotate")]
    [InlineData("chunk", "show")]
    [InlineData("config", "show")]
    public async Task Every_command_explains_itself(params string[] command)
    {
        var outcome = await SteadytraceCommand.RunAsync([.. command, "--help"]);

        Assert.Equal(0, outcome.ExitCode);
        Assert.Contains("Usage:", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("--json", outcome.Output, StringComparison.Ordinal);
        Assert.Empty(outcome.Error);
    }
}
