using System.Diagnostics;
using System.Runtime.Versioning;
using Steadytrace.Testing;
using Steadytrace.Traces.Tests.Ctf;

namespace Steadytrace.Traces.Tests;

/// <summary>A trace comes from outside: what bears a file's name may be a pipe, a device, or a link to either.</summary>
[SupportedOSPlatform("linux")]
public sealed class OddFilesTests
{
    private const string Metadata = "/* CTF 1.8 */ trace { major = 1; minor = 8; byte_order = le; }; event { name = tick; fields := struct { integer { size = 8; } x; }; };";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData("metadata", "metadata is empty")]
    [InlineData("ftrace.json", "ftrace.json")]
    public async Task A_pipe_in_place_of_a_description_is_refused(string name, string reason)
    {
        using var folder = new TemporaryFolder();
        MakePipe(folder[name]);

        var error = await Assert.ThrowsAsync<TraceException>(() => CountAsync(folder.Path));

        Assert.Contains(reason, error.Message);
    }

    [Fact]
    public async Task Metadata_that_is_a_link_to_a_device_without_end_is_refused()
    {
        using var folder = new TemporaryFolder();
        File.CreateSymbolicLink(folder["metadata"], "/dev/zero");

        var error = await Assert.ThrowsAsync<TraceException>(() => CountAsync(folder.Path));

        Assert.Contains("metadata is empty", error.Message);
    }

    [Fact]
    public async Task A_pipe_is_no_trace_and_no_trace_dat()
    {
        using var folder = new TemporaryFolder();
        MakePipe(folder["trace.dat"]);

        await Assert.ThrowsAsync<TraceException>(() => CountAsync(folder["trace.dat"]));
        await Assert.ThrowsAsync<TraceException>(() => CountAsync(folder.Path));
        Assert.Equal(TraceKinds.None, TraceCounter.Kinds(folder.Path));
    }

    [Fact]
    public async Task A_link_to_a_pipe_among_the_streams_is_a_fault_and_the_others_count()
    {
        using var trace = new SmallTrace(Metadata, ("stream", [1, 2, 3]));
        using var elsewhere = new TemporaryFolder();
        MakePipe(elsewhere["pipe"]);
        File.CreateSymbolicLink(Path.Combine(trace.Path, "link"), elsewhere["pipe"]);

        var report = await CountAsync(trace.Path);

        Assert.Equal(3, report.Tally.Events);
        Assert.Equal(Path.Combine(trace.Path, "link"), Assert.Single(report.Faults).File);
    }

    [Fact]
    public async Task A_pipe_in_place_of_an_index_is_passed_over()
    {
        using var trace = new SmallTrace(Metadata, ("stream", [1, 2, 3]));
        Directory.CreateDirectory(Path.Combine(trace.Path, "index"));
        MakePipe(Path.Combine(trace.Path, "index", "stream.idx"));

        var report = await CountAsync(trace.Path);
        _ = await Task.Run(() => StreamTails.Read(trace.Path)).WaitAsync(Patience);

        Assert.Equal(3, report.Tally.Events);
        Assert.Empty(report.Faults);
    }

    [Fact]
    public async Task Links_that_lead_in_circles_end()
    {
        using var trace = new SmallTrace(Metadata, ("stream", [1, 2, 3]));
        foreach (var name in (string[])["a", "b"]) Directory.CreateSymbolicLink(Path.Combine(trace.Path, name), trace.Path);

        Assert.Equal(3, (await CountAsync(trace.Path)).Tally.Events);
    }

    [Fact]
    public void A_fault_is_one_line_whatever_the_file_is_called() =>
        Assert.Equal("a?[31m?b: packet 1, byte 2: why", new TraceFault("a\e[31m\nb", 1, 2, "why").ToString());

    private static Task<CountReport> CountAsync(string path) => Task.Run(() => TraceCounter.Count(path, new CountOptions())).WaitAsync(Patience);

    private static void MakePipe(string path)
    {
        using var made = Process.Start("mkfifo", path);
        made.WaitForExit();
        Assert.Equal(0, made.ExitCode);
    }
}
