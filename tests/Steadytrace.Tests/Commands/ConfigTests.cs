using System.Text.Json;
using Steadytrace.Testing;

namespace Steadytrace.Tests.Commands;

public sealed class ConfigTests
{
    [Fact]
    public async Task Show_lists_every_key_with_value_and_origin_and_masks_secrets()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder["my.conf"], "steadytrace {\n  roles = [parser]\n  parser.workers = 3\n}\n");
        var variables = new Dictionary<string, string?> { ["STEADYTRACE__RABBITMQ__URI"] = "amqp://me:hunter2@broker", ["STEADYTRACE__NODE"] = "http://elsewhere:1" };

        var outcome = await SteadytraceCommand.RunAsync(variables, "config", "show", "--json", "--config", folder["my.conf"]);

        Assert.Equal("", outcome.Error);
        Assert.DoesNotContain("hunter2", outcome.Output, StringComparison.Ordinal);
        using var shown = JsonDocument.Parse(outcome.Output);
        var settings = shown.RootElement.EnumerateArray().ToDictionary(setting => setting.GetProperty("key").GetString()!, setting => (setting.GetProperty("value").GetString(), setting.GetProperty("origin").GetString()));
        Assert.Equal(("3", $"{folder["my.conf"]}:3"), settings["steadytrace.parser.workers"]);
        Assert.Equal(("amqp://me:***@broker", "STEADYTRACE__RABBITMQ__URI"), settings["steadytrace.rabbitmq.uri"]);
        Assert.Equal(("1min", "default"), settings["steadytrace.interval"]);
        Assert.True(settings.Count > 80, $"only {settings.Count} keys");
    }

    [Fact]
    public async Task Check_names_all_mistakes_and_starts_nothing()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder["bad.conf"], "steadytrace {\n  roles = [parser]\n  parser.wrokers = 3\n  interval = 1hour\n}\n");

        var outcome = await SteadytraceCommand.RunAsync("config", "check", "--config", folder["bad.conf"]);

        var lines = outcome.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, lines.Length);
        Assert.Contains(lines, line => line.Contains($"steadytrace.parser.wrokers ({folder["bad.conf"]}:3): unknown key; did you mean steadytrace.parser.workers?", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("steadytrace.interval is '1hour'", StringComparison.Ordinal));
        Assert.Equal(2, outcome.ExitCode);
    }

    [Fact]
    public async Task Check_tells_what_the_start_needs_besides_and_the_environment_may_give()
    {
        var lacking = await SteadytraceCommand.RunAsync("config", "check", "--role", "parser");
        Assert.Contains("needed at the start, and not set here: steadytrace.cluster.seeds is empty", lacking.Output, StringComparison.Ordinal);
        Assert.Contains("steadytrace.http.token-file is not set", lacking.Output, StringComparison.Ordinal);
        Assert.Equal(0, lacking.ExitCode);

        var variables = new Dictionary<string, string?> { ["STEADYTRACE__CLUSTER__SEEDS"] = "10.0.0.7", ["STEADYTRACE__HTTP__TOKEN"] = "a secret of many letters" };
        var whole = await SteadytraceCommand.RunAsync(variables, "config", "check", "--role", "parser");
        Assert.DoesNotContain("needed", whole.Output, StringComparison.Ordinal);
        Assert.Contains("no mistakes", whole.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_without_seeds_or_credential_is_refused_before_it_starts()
    {
        var outcome = await SteadytraceCommand.RunAsync("node", "--role", "parser");

        Assert.Contains("steadytrace.cluster.seeds is empty", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("steadytrace.http.token-file is not set", outcome.Error, StringComparison.Ordinal);
        Assert.Equal(2, outcome.ExitCode);
    }
}
