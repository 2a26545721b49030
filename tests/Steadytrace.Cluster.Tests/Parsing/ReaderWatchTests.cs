using System.Diagnostics;
using Akka.Actor;
using Akka.TestKit;
using Steadytrace.Cluster.Messages;
using Steadytrace.Cluster.Node;
using Steadytrace.Cluster.Parsing;
using Steadytrace.Recording;
using Steadytrace.Recording.Spool;
using Steadytrace.Traces;

namespace Steadytrace.Cluster.Tests.Parsing;

/// <summary>Real threads that take real processor time; the reader is the test's.</summary>
public sealed class ReaderWatchTests : ActorTests
{
    private static readonly TimeSpan Most = TimeSpan.FromMilliseconds(100), Patience = TimeSpan.FromSeconds(60);
    private readonly ManualResetEventSlim _end = new();

    [Fact]
    public void A_reader_that_takes_processor_time_and_comes_no_further_hangs()
    {
        using var told = new ManualResetEventSlim();
        var thread = new Thread(() =>
        {
            using var watch = new ReaderWatch(Most, told.Set);
            while (!_end.IsSet) Thread.SpinWait(1000);
        });
        thread.Start();

        Assert.True(told.Wait(Patience));

        _end.Set();
        thread.Join();
    }

    [Fact]
    public void A_reader_that_comes_further_or_waits_does_not_hang_however_long_it_takes()
    {
        var hangs = false;
        var watched = Stopwatch.StartNew();
        var thread = new Thread(() =>
        {
            using var watch = new ReaderWatch(Most, () => hangs = true);
            // Longer than several looks: half of it working with steps, half of it waiting for something.
            while (watched.Elapsed < TimeSpan.FromSeconds(2)) watch.Report(1);
            _end.Wait(TimeSpan.FromSeconds(2));
        });
        thread.Start();

        thread.Join();

        Assert.False(hangs);
    }

    [Fact]
    public void A_hanging_reader_is_a_failed_try_of_its_chunk_and_its_worker_is_replaced_up_to_a_limit()
    {
        var (dispatcher, tracer, failures) = (CreateTestProbe(), CreateTestProbe(), new FailureBoard("laptop:1", TimeProvider.System));
        var pool = Make(dispatcher, failures);
        Assert.Equal(1, Credits(pool, dispatcher));
        var first = Lease(pool, 0, tracer);

        var told = tracer.ExpectMsg<ChunkCounted>(Patience);
        Assert.Contains("hangs", told.Fault, StringComparison.Ordinal);
        pool.Tell(new ChunkCountedTaken(first.Offer.Id));
        Assert.Equal(new LeaseEnded(first.Offer.Id, first.Lease, Returned: true) { IsTried = true }, dispatcher.FishForMessage(message => message is LeaseEnded));
        Assert.Equal(1, Credits(pool, dispatcher));
        Assert.True(Assert.Single(failures.Recent()) is { Part: "worker", StaysDown: true });

        var second = Lease(pool, 1, tracer);
        Assert.Equal(second.Offer.Id, tracer.FishForMessage<ChunkCounted>(counted => counted.Id == second.Offer.Id, Patience).Id);
        pool.Tell(new ChunkCountedTaken(second.Offer.Id));
        dispatcher.FishForMessage(message => message is LeaseEnded);
        Assert.Equal(0, Credits(pool, dispatcher));

        // The readers come to an end after all: their workers are back.
        _end.Set();
        AwaitAssert(() => Assert.Equal(1, Credits(pool, dispatcher)), Patience);
        // One of them is enough for a free worker; the failure is over with the last.
        AwaitCondition(() => Assert.Single(failures.Recent()).Recovered, Patience);
    }

    protected override void Dispose(bool disposing)
    {
        _end.Set();
        base.Dispose(disposing);
    }

    private IActorRef Make(TestProbe dispatcher, FailureBoard failures)
    {
        var options = new PoolOptions { Workers = 1, WorkDirectory = Folder["work"], HangAfter = Most, MaxHung = 1 };
        using var spool = SpoolLock.Take(Folder["spool"]);
        var worker = new ChunkWorker(new ChunkFetcher(options, "", authority: null), new CountingMarks(Folder["work"]), options, (_, _, _) =>
        {
            // A loop that looks at no token, as one inside a packet.
            while (!_end.IsSet) Thread.SpinWait(1000);
            throw new TraceException(new TraceFault("stream", null, 0, "it ended after all"));
        });
        var (id, actor) = (new PoolId("laptop:1", new HostId("laptop"), 1), dispatcher.Ref);
        var pool = Sys.ActorOf(Props.Create(() => new WatchedPool(id, options, actor, worker, failures)));
        Settle(pool);
        Advance(TimeSpan.Zero);
        return pool;
    }

    private ChunkLeased Lease(IActorRef pool, long number, TestProbe tracer)
    {
        var data = Folder[Path.Combine("spool", "scripted", "1", $"{number}", "data")];
        Directory.CreateDirectory(data);
        File.WriteAllText(Path.Combine(data, "stream"), "x");
        var lease = new ChunkLeased(number + 1, new ChunkOffer(
            new ChunkId(new SourceId(new HostId("laptop"), "scripted"), 1, number), "local", "1min", 0, 1, 0, [], [new ChunkFile("stream", 1)], SpoolLock.IdOf(Folder["spool"])!, data, "http://127.0.0.1:1/", tracer.Ref));
        pool.Tell(lease);
        Settle(pool);
        return lease;
    }

    private int Credits(IActorRef pool, TestProbe dispatcher)
    {
        Settle(pool);
        Advance(TimeSpan.FromSeconds(1));
        return ((WorkWanted)dispatcher.FishForMessage(message => message is WorkWanted && !dispatcher.HasMessages)).Credits;
    }

    private sealed class WatchedPool(PoolId id, PoolOptions options, IActorRef dispatcher, ChunkWorker worker, FailureBoard failures)
        : Parts.PartActor(context => new PoolPart(context, id, "local", options, dispatcher, worker.Start, TimeProvider.System, failures: failures));
}
