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
            async () => (await up.Fleet.ViewAsync(CancellationToken.None)).Sources is [{ Counted: > 0, State: "recording" }], "events of the kernel", TimeSpan.FromSeconds(90));
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

        await Eventually.HoldsAsync(() => up.HasEnded, "the end of a node that may not record", TimeSpan.FromSeconds(60));

        Assert.Contains("run as root", up.LastOutput, StringComparison.Ordinal);
    }
}
