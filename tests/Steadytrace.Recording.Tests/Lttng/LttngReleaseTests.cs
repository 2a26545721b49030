using System.Xml.Linq;
using Steadytrace.Recording.Lttng;
using Steadytrace.Testing;
using Steadytrace.Traces;

namespace Steadytrace.Recording.Tests.Lttng;

/// <summary>All releases from 2.11 to 2.15, by synthetic answers; the kernel's domain, by recorded kernel traces.</summary>
public sealed class LttngReleaseTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    public static TheoryData<string> Releases => SyntheticLttng.Releases;

    [Fact]
    public void There_are_answers_of_five_releases() => Assert.Equal(["2.11", "2.12", "2.13", "2.14", "2.15"], ((IEnumerable<object[]>)Releases).Select(row => (string)row[0]));

    [Theory]
    [MemberData(nameof(Releases))]
    public void The_version_is_read(string release) => Assert.Equal(release, LttngVersion.Read(SyntheticLttng.Answer(release, "version")).ToString());

    [Theory]
    [MemberData(nameof(Releases))]
    public void Sessions_are_read_whatever_stands_between_them(string release) => Assert.Equal(
        [new LttngSessionInfo("SESSION", "OUTPUT", Active: true), new LttngSessionInfo("somebodys", "/home/somebody/lttng-traces/somebodys", Active: false)],
        LttngSessionInfo.ReadAll(SyntheticLttng.Answer(release, "list")));

    [Theory]
    [MemberData(nameof(Releases))]
    public void The_state_of_a_rotation_is_read(string release) => Assert.Equal("COMPLETED", LttngAnswer.RotationState(SyntheticLttng.Answer(release, "rotate")));

    [Fact]
    public void Elements_and_a_namespace_that_nobody_knows_yet_are_passed_over() => Assert.Equal(
        [new LttngSessionInfo("a", "/a", Active: true)],
        LttngSessionInfo.ReadAll(XElement.Parse(
            "<command xmlns='urn:later'><output><novelty><name>x</name></novelty><sessions><session><tags><name>y</name></tags><name>a</name><path>/a</path><enabled>true</enabled></session></sessions></output></command>")));

    [SharedTraceTheory]
    [MemberData(nameof(Releases))]
    public async Task Both_domains_are_recorded_in_one_session_and_each_archive_becomes_a_chunk(string release)
    {
        // A kernel's and a program's events: 4,272, with 728 of the kernel's lost.
        using var lttng = new SyntheticLttng(release, SharedTraces.Path("kernel-and-ust-lost"));
        using var spool = new TemporaryFolder();
        await using var recorder = new LttngRecorder(new LttngOptions { Command = lttng.Command, Domain = LttngDomain.Both });
        var run = new RecordingRun(new SourceId(new HostId("here"), "lttng"), 1, Directory.CreateDirectory(spool["runs/1"]).FullName);
        string[] chunks = [.. Enumerable.Range(0, 3).Select(number => Directory.CreateDirectory(spool[$"chunks/{number}"]).FullName)];

        await recorder.StartAsync(run, chunks[0], None);
        await recorder.CutAsync(chunks[1], None);
        await recorder.CutAsync(chunks[2], None);
        var last = await recorder.StopAsync(None);

        Assert.All(chunks, chunk => Assert.Equal(4272, TraceCounter.Count(chunk, new CountOptions()).Tally.Events));
        Assert.Contains(last.Tails!, tail => tail.Stream.StartsWith("trace/kernel/", StringComparison.Ordinal));
        Assert.Contains(last.Tails!, tail => tail.Stream.StartsWith("trace/ust/", StringComparison.Ordinal));
        Assert.Equal(728, last.Tails!.Where(tail => tail.Stream.Contains("kernel", StringComparison.Ordinal)).Sum(tail => (long)tail.EventsDiscarded));

        var create = lttng.Commands.Single(line => line.StartsWith("create ", StringComparison.Ordinal));
        Assert.Equal(release == "2.15", create.EndsWith(" --trace-format=ctf-1.8", StringComparison.Ordinal));
        Assert.Contains(lttng.Commands, line => line.StartsWith("enable-channel --kernel ", StringComparison.Ordinal));
        Assert.Contains(lttng.Commands, line => line.StartsWith("enable-channel --userspace ", StringComparison.Ordinal));
        Assert.DoesNotContain(lttng.Commands, line => line.StartsWith("destroy somebodys", StringComparison.Ordinal));
    }

    [SharedTraceFact]
    public async Task A_kernel_trace_of_sixteen_processors_goes_whole_into_a_chunk()
    {
        using var trace = new TemporaryFolder();
        Directory.CreateSymbolicLink(trace["kernel"], SharedTraces.Path("kernel-16cores"));
        using var lttng = new SyntheticLttng("2.13", trace.Path);
        using var spool = new TemporaryFolder();
        await using var recorder = new LttngRecorder(new LttngOptions { Command = lttng.Command, Domain = LttngDomain.Kernel });
        var run = new RecordingRun(new SourceId(new HostId("here"), "lttng"), 1, Directory.CreateDirectory(spool["runs/1"]).FullName);
        var chunk = Directory.CreateDirectory(spool["chunk"]).FullName;

        await recorder.StartAsync(run, chunk, None);
        var cut = await recorder.StopAsync(None);

        Assert.Equal(388_738, TraceCounter.Count(chunk, new CountOptions()).Tally.Events);
        Assert.True(cut.Tails!.Count >= 16, $"{cut.Tails.Count} streams");
    }

    [Fact]
    public async Task A_release_before_the_oldest_is_refused_for_good()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder["lttng"], "#!/bin/sh\necho '<command><output><version><major>2</major><minor>10</minor></version></output></command>'\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(folder["lttng"], UnixFileMode.UserRead | UnixFileMode.UserExecute);
        await using var recorder = new LttngRecorder(new LttngOptions { Command = folder["lttng"] });

        var refused = await Assert.ThrowsAsync<RecorderException>(() => recorder.StartAsync(new RecordingRun(new SourceId(new HostId("here"), "lttng"), 1, folder.Path), folder.Path, None));

        Assert.True(refused.Permanent);
        Assert.Contains("lttng 2.10 is too old", refused.Message, StringComparison.Ordinal);
        Assert.Contains("2.11", refused.Message, StringComparison.Ordinal);
    }
}
