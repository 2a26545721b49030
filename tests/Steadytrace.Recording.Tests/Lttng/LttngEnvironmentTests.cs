using System.Runtime.Versioning;
using Steadytrace.Recording.Lttng;
using Steadytrace.Testing;

namespace Steadytrace.Recording.Tests.Lttng;

[SupportedOSPlatform("linux")]
public sealed class LttngEnvironmentTests : IDisposable
{
    private const string Variable = "STEADYTRACE__HTTP__TOKEN", Secret = "hunter2-hunter2-hunter2";
    private readonly TemporaryFolder _folder = new();

    public LttngEnvironmentTests() => Environment.SetEnvironmentVariable(Variable, Secret);

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(Variable, null);
        _folder.Dispose();
    }

    [Fact]
    public async Task What_is_started_for_recording_does_not_get_our_settings()
    {
        // In the place of `lttng` and `lttng-sessiond`: something that tells what it was given.
        var told = _folder["told"];
        var script = _folder["command"];
        await File.WriteAllTextAsync(script, $"#!/bin/sh\ncat /proc/$$/environ /proc/$$/cmdline >> '{told}'\necho '<command><success>true</success></command>'\n");
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var command = new LttngCommand(new LttngOptions { Command = script, DaemonCommand = script, Environment = new Dictionary<string, string> { ["LTTNG_HOME"] = "/kept" } });

        await command.RunAsync(["list"], default);
        await command.StartDaemonAsync(new("STEADYTRACE_MARK", "kept too"), default);

        var text = await File.ReadAllTextAsync(told);
        Assert.Contains("LTTNG_HOME=/kept", text, StringComparison.Ordinal);
        Assert.Contains("STEADYTRACE_MARK=kept too", text, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, text, StringComparison.Ordinal);
        Assert.DoesNotContain(Variable, text, StringComparison.Ordinal);
    }
}
