using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Steadytrace.Testing;

namespace Steadytrace.Tests.Commands;

public sealed class DoctorTests
{
    [Fact]
    public async Task It_prints_a_line_for_each_thing_and_a_verdict()
    {
        using var folder = new TemporaryFolder();
        var outcome = await SteadytraceCommand.RunAsync(Variables(folder, FreePort.Next()), "doctor");

        Assert.Equal("", outcome.Error);
        foreach (var what in new[] { "kernel", "tracefs", "rights", "lttng", "spool", "clock", "limits", "http port" })
            Assert.Contains(outcome.Output.Split('\n'), line => line.Length > 4 && line[4..].StartsWith(what + " ", StringComparison.Ordinal));
        Assert.StartsWith("records with ", outcome.Output.TrimEnd().Split('\n')[^1], StringComparison.Ordinal);
        Assert.True(outcome.Output.Split('\n').Length < 30, "it fits on a screen");
    }

    [Fact]
    public async Task A_port_in_use_and_a_broker_that_is_away_are_lacks_with_a_command_each()
    {
        using var folder = new TemporaryFolder();
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        // Hangs up at once, so that the doctor need not wait for an answer.
        var hangUp = Task.Run(async () =>
        {
            while (true) (await taken.AcceptTcpClientAsync()).Dispose();
        });
        var variables = Variables(folder, port);
        variables["STEADYTRACE__RABBITMQ__URI"] = $"amqp://localhost:{FreePort.Next()}";

        var outcome = await SteadytraceCommand.RunAsync(variables, "doctor", "--json");

        Assert.Equal(1, outcome.ExitCode);
        using var json = JsonDocument.Parse(outcome.Output);
        Assert.False(json.RootElement.GetProperty("well").GetBoolean());
        var findings = json.RootElement.GetProperty("findings").EnumerateArray().ToDictionary(finding => finding.GetProperty("what").GetString()!);
        Assert.Equal(("lack", $"127.0.0.1:{port} is in use"), (findings["http port"].GetProperty("state").GetString(), findings["http port"].GetProperty("found").GetString()));
        Assert.Contains($":{port}", findings["http port"].GetProperty("mend").GetString(), StringComparison.Ordinal);
        Assert.Equal("lack", findings["broker"].GetProperty("state").GetString());
        Assert.EndsWith("systemctl start rabbitmq-server", findings["broker"].GetProperty("mend").GetString(), StringComparison.Ordinal);
        Assert.False(hangUp.IsFaulted);
    }

    [Fact]
    public async Task A_node_that_does_not_trace_needs_no_tracer()
    {
        using var folder = new TemporaryFolder();
        var outcome = await SteadytraceCommand.RunAsync(Variables(folder, FreePort.Next()), "doctor", "--role", "parser", "--json");

        Assert.DoesNotContain("tracefs", outcome.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("\"spool\"", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mistake_in_the_configuration_is_a_mistake_here_too()
    {
        using var folder = new TemporaryFolder();
        var variables = Variables(folder, FreePort.Next());
        variables["STEADYTRACE__TRACER__REPLAY__SPEED"] = "fast";

        var outcome = await SteadytraceCommand.RunAsync(variables, "doctor");

        Assert.Equal(2, outcome.ExitCode);
        Assert.Contains("replay speed", outcome.ErrorLine, StringComparison.Ordinal);
    }

    private static Dictionary<string, string?> Variables(TemporaryFolder folder, int port) => new()
    {
        ["STEADYTRACE__TRACER__SPOOL__DIRECTORY"] = folder["spool"],
        ["STEADYTRACE__HTTP__LISTEN"] = $"127.0.0.1:{port}",
        ["STEADYTRACE__CLUSTER__PORT"] = "0",
    };
}
