using Steadytrace.Testing;

namespace Steadytrace.EndToEnd.Tests;

/// <summary>Root only where it must be: the kernel recorded by a user with one capability.</summary>
public sealed class PrivilegeTests : IDisposable
{
    private const string User = "nobody", Instances = "/sys/kernel/tracing/instances";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [TracefsFact]
    public async Task A_user_with_the_capability_to_override_rights_records_the_kernel_and_removes_what_it_made()
    {
        // As at boot of any distribution; who is not root cannot mount it.
        using var mount = Recording.Tracefs.TracefsMount.Ensure("/sys/kernel/tracing");
        var port = FreePort.Next();
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(_folder.Path, (UnixFileMode)0b111_111_111);
        await using var up = SteadytraceNode.StartAs(
            User, ["dac_override"], port, ["up", "--port", $"{port}", "--spool", _folder["spool"], "--interval", "1sec", "--recorder", "ftrace"],
            new Dictionary<string, string?> { ["HOME"] = _folder.Path }, _folder.Path);
        await up.UntilReadyAsync();

        await Eventually.HoldsAsync(
            async () => (await up.Fleet.ViewAsync(CancellationToken.None)).Sources is [{ Counted: > 0, State: "recording" }], "events of the kernel", TimeSpan.FromSeconds(180));
        var run = Path.GetFileName(Assert.Single(Directory.GetDirectories(_folder["spool/ftrace/runs"])));
        Assert.Single(Directory.GetDirectories(Instances, $"steadytrace.*.{run}"));

        await up.InterruptAsync();

        Assert.Empty(Directory.GetDirectories(Instances, $"steadytrace.*.{run}"));
    }

    [TracefsFact]
    public async Task A_user_without_it_is_told_what_it_takes()
    {
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(_folder.Path, (UnixFileMode)0b111_111_111);
        var port = FreePort.Next();
        await using var up = SteadytraceNode.StartAs(
            User, [], port, ["up", "--port", $"{port}", "--spool", _folder["spool"], "--recorder", "ftrace"], new Dictionary<string, string?> { ["HOME"] = _folder.Path }, _folder.Path);

        await Eventually.HoldsAsync(() => up.HasEnded, "the end of a node that may not record", TimeSpan.FromSeconds(180));

        Assert.Contains("run as root", up.LastOutput, StringComparison.Ordinal);
    }

    [RootLttngFact]
    public async Task A_user_in_the_group_of_roots_session_daemon_records_with_it_and_leaves_it_running()
    {
        const int Calls = 5000;
        await using var place = await LttngSessionDaemon.StartAsync();
        using var source = new TracedProgram();
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(_folder.Path, (UnixFileMode)0b111_111_111);
        var port = FreePort.Next();
        await using var up = SteadytraceNode.StartAs(
            User, "tracing", place, port, ["up", "--port", $"{port}", "--spool", _folder["spool"], "--interval", "1sec"], Settings(place), _folder.Path);
        await up.UntilReadyAsync();
        await Eventually.HoldsAsync(async () => (await up.Fleet.ViewAsync(CancellationToken.None)).Sources is [{ State: "recording" }], "a recorder that records", TimeSpan.FromSeconds(180));

        // Root's program: whoever is in the group records everybody's.
        await using (var program = await source.StartAsync(place)) await program.CallAsync(Calls);

        await Eventually.HoldsAsync(
            async () => (await up.Fleet.IntervalsAsync(1000, CancellationToken.None)).Where(interval => interval.State == "published").Sum(interval => interval.Events) == Calls,
            $"{Calls} published calls", TimeSpan.FromSeconds(180));
        Assert.Contains("steadytrace-", await place.LttngAsync("list"), StringComparison.Ordinal);
        Assert.Equal(1, place.Daemons);
        await up.InterruptAsync();
        Assert.DoesNotContain("steadytrace-", await place.LttngAsync("list"), StringComparison.Ordinal);
        Assert.True(place.IsRunning, "root's daemon is not the node's to end");
    }

    [RootLttngFact]
    public async Task A_user_who_is_not_in_it_is_told_by_the_doctor_how_to_come_into_it()
    {
        await using var place = await LttngSessionDaemon.StartAsync();
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(_folder.Path, (UnixFileMode)0b111_111_111);

        await using var outside = SteadytraceNode.StartAs(User, null, place, 0, ["doctor"], Settings(place), _folder.Path);
        await using var inside = SteadytraceNode.StartAs(User, "tracing", place, 0, ["doctor"], Settings(place), _folder.Path);
        await Eventually.HoldsAsync(() => outside.HasEnded && inside.HasEnded, "the doctor's words", TimeSpan.FromSeconds(180));

        Assert.Contains($"sudo usermod --append --groups tracing {User}", outside.LastOutput, StringComparison.Ordinal);
        Assert.DoesNotContain("usermod", inside.LastOutput, StringComparison.Ordinal);
        Assert.Contains("answers", inside.LastOutput, StringComparison.Ordinal);
    }

    private Dictionary<string, string?> Settings(LttngSessionDaemon place)
    {
        var settings = place.Variables.ToDictionary(pair => pair.Key, pair => (string?)pair.Value);
        (settings["HOME"], settings["LTTNG_HOME"]) = (_folder.Path, _folder.Path);
        settings["STEADYTRACE__TRACER__RECORDERS"] = "lttng";
        settings["STEADYTRACE__TRACER__LTTNG__DOMAIN"] = "user";
        settings["STEADYTRACE__TRACER__LTTNG__USER_EVENTS"] = TracedProgram.Event;
        settings["STEADYTRACE__TRACER__CHUNK_LENGTH"] = "1s";
        return settings;
    }
}

/// <summary>A test of LTTng that makes processes of other users.</summary>
public sealed class RootLttngFactAttribute : FactAttribute
{
    public RootLttngFactAttribute() => Skip = new LttngFactAttribute().Skip ?? (Environment.UserName == "root" ? null! : "starts processes of other users: needs root");
}
