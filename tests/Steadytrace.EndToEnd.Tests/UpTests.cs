using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Steadytrace.Testing;

namespace Steadytrace.EndToEnd.Tests;

/// <summary><c>steadytrace up</c> as a newcomer runs it.</summary>
public sealed class UpTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [TracefsFact]
    public async Task Up_records_this_kernel_prints_tables_and_leaves_nothing_behind()
    {
        var instances = Instances();
        var port = FreePort.Next();
        await using var up = Up(port, "--interval", "10sec");
        await up.UntilReadyAsync();

        await Eventually.HoldsAsync(() => up.LastOutput.Contains("metrics published", StringComparison.Ordinal), "a table of a published interval", TimeSpan.FromSeconds(180));
        var output = up.LastOutput;
        var own = Assert.Single(Instances().Except(instances));
        foreach (var word in new[] { "event ", "process ", "share", "chunks in the spool" }) Assert.Contains(word, output, StringComparison.Ordinal);
        var events = (await up.Fleet.IntervalsAsync(1000, CancellationToken.None)).SelectMany(interval => interval.TopEvents).Select(count => count.Name).ToHashSet();
        Assert.Contains("sched_switch", events);
        Assert.Contains(events, name => name.StartsWith("syscall_entry_", StringComparison.Ordinal));
        var source = Assert.Single((await up.Fleet.ViewAsync(CancellationToken.None)).Sources);
        Assert.Equal(source.Recorded, source.Counted);

        await up.InterruptAsync();

        Assert.DoesNotContain(own, Instances());
    }

    [Fact]
    public async Task Up_replays_the_sample_where_nothing_can_be_recorded()
    {
        await using var up = Up(FreePort.Next(), "--interval", "1sec", "--recorder", "replay");
        await up.UntilReadyAsync();

        await Eventually.HoldsAsync(() => up.LastOutput.Contains("sched_switch", StringComparison.Ordinal), "a table of the sample's events", TimeSpan.FromSeconds(180));
    }

    [Fact]
    public async Task What_up_left_in_the_work_folder_when_it_was_killed_is_found_by_the_next()
    {
        for (var life = 0; life < 2; life++)
        {
            // Its cluster's port is another one in each life.
            await using var up = Up(FreePort.Next(), "--interval", "1sec", "--recorder", "replay");
            await up.UntilReadyAsync();
            await Eventually.HoldsAsync(
                async () => (await up.Fleet.ViewAsync(CancellationToken.None)).Sources.Any(source => source.Counted > 0), "counted chunks", TimeSpan.FromSeconds(180));
            await up.KillAsync();
        }

        Assert.Single(Directory.GetDirectories(_folder["work"]));
    }

    /// <summary>Who could take part would be sent the credential, and by it read what root traces.</summary>
    [Fact]
    public async Task Nobody_else_on_the_machine_takes_part_in_it()
    {
        var ports = FreePort.Several(2);
        await using var up = Up(ports[0], new Dictionary<string, string?> { ["STEADYTRACE__CLUSTER__PORT"] = $"{ports[1]}" }, "--interval", "1sec", "--recorder", "replay");
        await up.UntilReadyAsync();

        using var stranger = new TcpClient();
        await stranger.ConnectAsync(IPAddress.Loopback, ports[1]);
        await using var tls = new SslStream(stranger.GetStream(), leaveInnerStreamOpen: false, (_, _, _, _) => true);
        await tls.AuthenticateAsClientAsync("steadytrace");

        Assert.Equal("CN=steadytrace alone", tls.RemoteCertificate!.Subject);
        // A certificate of his own is asked for, and he has none.
        var read = 0;
        var refusal = await Record.ExceptionAsync(async () => read = await tls.ReadAsync(new byte[1]).AsTask().WaitAsync(TimeSpan.FromSeconds(60)));
        Assert.True(refusal is IOException || (refusal is null && read == 0), $"{refusal?.GetType().Name ?? "nothing"}, {read} bytes");
    }

    [SharedTraceFact]
    public async Task A_replayed_trace_is_counted_as_the_oracle_counts_it()
    {
        await using var up = Up(FreePort.Next(), "--interval", "1sec", "--recorder", $"replay:{SharedTraces.Path("kernel-16cores")}", "--host", "replayed");
        await up.UntilReadyAsync();

        await Eventually.HoldsAsync(
            async () => (await up.Fleet.IntervalsAsync(1000, CancellationToken.None)).Where(interval => interval.State == "published").Sum(interval => interval.Events) == 388_738,
            "all 388,738 events in published intervals", TimeSpan.FromSeconds(180));
    }

    public void Dispose() => _folder.Dispose();

    private SteadytraceNode Up(int port, params string[] arguments) => Up(port, new Dictionary<string, string?>(), arguments);

    private SteadytraceNode Up(int port, Dictionary<string, string?> variables, params string[] arguments) =>
        SteadytraceNode.Start(port, ["up", "--port", $"{port}", "--spool", _folder["spool"], .. arguments], variables, _folder.Path);

    private static IReadOnlyList<string> Instances() => Directory.Exists("/sys/kernel/tracing/instances")
        ? [.. Directory.GetDirectories("/sys/kernel/tracing/instances").Where(path => Path.GetFileName(path).StartsWith("steadytrace", StringComparison.Ordinal)).Order(StringComparer.Ordinal)]
        : [];
}
