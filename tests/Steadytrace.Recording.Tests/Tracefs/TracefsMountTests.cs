using Steadytrace.Recording.Tracefs;
using Steadytrace.Testing;

namespace Steadytrace.Recording.Tests.Tracefs;

public sealed class TracefsMountTests
{
    [TracefsFact]
    public void The_last_to_let_go_of_what_we_mounted_unmounts_it()
    {
        using var folder = new TemporaryFolder();
        using var first = TracefsMount.Ensure(folder.Path);
        using var second = TracefsMount.Ensure(folder.Path);
        Assert.Equal((true, false), (first.Mounted, second.Mounted));
        first.Dispose();
        Assert.True(Directory.Exists(folder["instances"]));
        second.Dispose();
        Assert.False(Directory.Exists(folder["instances"]));
    }

    [TracefsFact]
    public void What_somebody_else_mounted_stays_mounted()
    {
        using var folder = new TemporaryFolder();
        TracedRun.Execute("mount", "-t", "tracefs", "nodev", folder.Path);
        try
        {
            TracefsMount.Ensure(folder.Path).Dispose();
            Assert.True(Directory.Exists(folder["instances"]));
        }
        finally
        {
            TracedRun.Execute("umount", folder.Path);
        }
    }

    [TracefsFact]
    public void What_is_let_go_without_unmounting_is_unmounted_by_a_successor()
    {
        using var folder = new TemporaryFolder();
        TracefsMount.Ensure(folder.Path).Release(unmount: false);
        Assert.True(Directory.Exists(folder["instances"]));
        TracefsMount.Ensure(folder.Path).Dispose();
        Assert.False(Directory.Exists(folder["instances"]));
    }

    [TracefsFact]
    public void Whoever_lets_go_last_unmounts_it_however_many_come_and_go_at_once()
    {
        using var folder = new TemporaryFolder();
        for (var round = 0; round < 10; round++)
        {
            var threads = Enumerable.Range(0, 4).Select(_ => new Thread(() =>
            {
                for (var turn = 0; turn < 50; turn++) TracefsMount.Ensure(folder.Path).Dispose();
            })).ToList();
            threads.ForEach(thread => thread.Start());
            threads.ForEach(thread => thread.Join());
            Assert.False(Directory.Exists(folder["instances"]), $"still mounted after round {round}");
        }
    }

    [TracefsFact]
    public void What_a_process_still_has_open_for_a_moment_is_unmounted_after_it()
    {
        using var folder = new TemporaryFolder();
        var mount = TracefsMount.Ensure(folder.Path);
        var open = Libc.Open(folder["instances"], Libc.ReadOnly);
        var closing = new Thread(() =>
        {
            Thread.Sleep(50);
            open.Dispose();
        });
        closing.Start();
        mount.Dispose();
        closing.Join();
        Assert.False(Directory.Exists(folder["instances"]));
    }

    [Fact]
    public void A_folder_that_cannot_hold_tracefs_is_told_with_what_to_do()
    {
        var failure = Assert.Throws<RecorderException>(() => TracefsMount.Ensure("/no/such/folder"));
        Assert.True(failure.Permanent);
        Assert.Contains("/no/such/folder", failure.Message);
    }
}
