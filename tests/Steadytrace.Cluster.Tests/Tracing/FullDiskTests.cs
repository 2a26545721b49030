using Akka.Actor;
using Steadytrace.Cluster.Node;
using Steadytrace.Cluster.Tracing;
using Steadytrace.Recording;
using Steadytrace.Recording.Tracefs;
using Steadytrace.Testing;

namespace Steadytrace.Cluster.Tests.Tracing;

/// <summary>This machine's kernel, recorded to a disk that is full when the node stops.</summary>
public sealed class FullDiskTests : ActorTests
{
    private static readonly SourceId Id = new(new HostId("laptop"), "ftrace");

    [TracefsFact]
    public void A_disk_that_is_full_when_the_node_stops_leaves_no_tracefs_instance_behind()
    {
        using var mount = TracefsMount.Ensure(KernelInstance.Root);
        using var disk = new MountedDisk(kib: 4096);
        using var left = new Leftover(this, disk);
        File.WriteAllText(Path.Combine(disk.Path, "id"), "spool-id");
        var context = new SpoolContext(Id, "local", "spool-id", new Uri("http://127.0.0.1:9470/"), "node", CreateTestProbe().Ref);
        var maker = new RecorderMaker("ftrace", () => new TracefsRecorder(new TracefsOptions { Events = ["sched:*"] }));
        var (options, turns, failures) = (new TracerOptions { SpoolDirectory = disk.Path }, new RecorderTurns(), new FailureBoard("node", Clock));
        var source = Sys.ActorOf(Props.Create(() => new SourceActor(context, maker, options, turns, failures, Clock)));
        AwaitCondition(() => KernelInstance.IsThere(disk.Path, Id), TimeSpan.FromSeconds(20));
        disk.Fill();

        source.Tell(new StopTracer(EndRecorders: true));
        FishForMessage<SourceStopped>(_ => true, TimeSpan.FromSeconds(60));

        Assert.False(KernelInstance.IsThere(disk.Path, Id));
    }

    /// <summary>What a failed test leaves: the node goes first, since it holds the instance's files.</summary>
    private sealed class Leftover(FullDiskTests test, MountedDisk disk) : IDisposable
    {
        public void Dispose()
        {
            test.Shutdown();
            if (KernelInstance.IsThere(disk.Path, Id)) Directory.Delete(KernelInstance.Of(disk.Path, Id)!);
        }
    }
}
