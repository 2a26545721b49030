using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using Akka.TestKit;
using Steadytrace.Cluster.Messages;
using Steadytrace.Cluster.Node;
using Steadytrace.Cluster.Parsing;
using Steadytrace.Cluster.Trust;
using Steadytrace.Recording;
using Steadytrace.Recording.Spool;
using Steadytrace.Testing;
using Steadytrace.Traces.Tallies;

namespace Steadytrace.Cluster.Tests.Parsing;

/// <summary>The test is dispatcher and tracer; workers and bytes are real.</summary>
public sealed class PoolActorTests : ActorTests
{
    private static readonly HostId Host = new("laptop");
    private readonly TcpListener _silent = new(IPAddress.Loopback, 0);
    private readonly TestProbe _dispatcher;
    private readonly TestProbe _tracer;
    private readonly string _spoolId;
    private long _lease;

    public PoolActorTests()
    {
        (_dispatcher, _tracer) = (CreateTestProbe(), CreateTestProbe());
        _silent.Start();
        using var spool = SpoolLock.Take(Folder["spool"]);
        _spoolId = spool.Id;
    }

    [Fact]
    public void A_pool_asks_for_as_many_chunks_as_it_has_free_workers()
    {
        var pool = Make(workers: 2);
        Assert.Equal(2, Credits());

        Lease(pool, Slow(0));
        Advance(TimeSpan.FromSeconds(1));

        AwaitAssert(() => Assert.Equal(1, Credits()));
    }

    [Fact]
    public void A_pool_grows_and_shrinks_while_it_works()
    {
        var pool = Make(workers: 1);
        Lease(pool, Slow(0));

        pool.Tell(new ScalePool(3));
        Assert.True(ExpectMsg<CommandAnswered>().Done);
        AwaitAssert(() => Assert.Equal(2, Credits()));
        pool.Tell(new ScalePool(0));
        AwaitAssert(() => Assert.Equal(0, Credits()));

        pool.Tell(new PoolReportWanted());
        var report = FishForMessage<PoolReport>(_ => true);
        Assert.Equal((0, 1), (report.Workers, report.Busy));
    }

    [Fact]
    public void A_lease_beyond_its_workers_is_given_back_uncounted()
    {
        var pool = Make(workers: 1);
        Lease(pool, Slow(0));

        var second = Lease(pool, Slow(1));

        Assert.Equal(new LeaseEnded(second.Offer.Id, second.Lease, Returned: true), Ended());
    }

    [Fact]
    public void A_pool_that_drains_gives_back_what_it_counts_and_takes_no_more()
    {
        var pool = Make(workers: 2);
        var held = Lease(pool, Slow(0));

        pool.Tell(DrainPool.Instance);

        ExpectMsg<PoolDrained>();
        Assert.Equal(new LeaseEnded(held.Offer.Id, held.Lease, Returned: true), Ended());
        var late = Lease(pool, Slow(1));
        Assert.Equal(new LeaseEnded(late.Offer.Id, late.Lease, Returned: true), Ended());
        AwaitAssert(() => Assert.Equal(0, Credits()));
    }

    [Fact]
    public void A_worker_that_begins_when_its_pool_has_ended_makes_no_folder()
    {
        using var fetcher = new ChunkFetcher(new PoolOptions { WorkDirectory = Folder["work"] }, "", authority: null);

        Assert.ThrowsAny<OperationCanceledException>(() => fetcher.Fetch(Slow(0), new CancellationToken(canceled: true)));

        Assert.False(Directory.Exists(Folder["work"]));
    }

    [Fact]
    public void Bytes_that_cannot_be_had_send_the_chunk_back_and_rest_the_worker()
    {
        var pool = Make(workers: 1);
        var lease = Lease(pool, Remote(0, new Uri($"http://127.0.0.1:{FreePort.Next()}/")));

        Assert.Equal(new LeaseEnded(lease.Offer.Id, lease.Lease, Returned: true) { IsTried = true }, Ended());

        Assert.Equal(0, Credits());
        _tracer.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        AdvanceUntil(() => _dispatcher.HasMessages && Credits() == 1, "it asks for work again");
        Assert.Empty(Directory.GetDirectories(Folder[Path.Combine("work", "laptop-1")]));
    }

    [Fact]
    public void A_tracer_that_falls_silent_does_not_keep_the_worker()
    {
        var pool = Make(workers: 1, fetchTimeout: TimeSpan.FromMilliseconds(200));

        var lease = Lease(pool, Slow(0));

        Assert.Equal(new LeaseEnded(lease.Offer.Id, lease.Lease, Returned: true) { IsTried = true }, Ended());
    }

    [Fact]
    public void A_chunk_that_cannot_be_read_is_told_to_its_tracer_until_it_knows_and_waits_again()
    {
        var pool = Make(workers: 1);
        var lease = Lease(pool, Local(0, folder => File.WriteAllText(Path.Combine(folder, "metadata"), "no trace")));
        var told = _tracer.ExpectMsg<ChunkCounted>();
        Assert.NotEmpty(told.Fault);
        AdvanceUntil(() => _tracer.HasMessages, "it is told again");
        Assert.Equal(told.Attempt, _tracer.ExpectMsg<ChunkCounted>().Attempt);

        pool.Tell(new ChunkCountedTaken(lease.Offer.Id));

        Assert.Equal(new LeaseEnded(lease.Offer.Id, lease.Lease, Returned: true) { IsTried = true }, Ended());
    }

    [Fact]
    public void A_file_that_vanished_is_named()
    {
        var pool = Make(workers: 1);
        var offer = Local(0, folder => File.WriteAllText(Path.Combine(folder, "metadata"), "no trace"));
        Directory.Delete(offer.DataPath, recursive: true);

        Lease(pool, offer);

        Assert.Contains("metadata is gone", _tracer.ExpectMsg<ChunkCounted>().Fault, StringComparison.Ordinal);
    }

    [Fact]
    public void A_chunk_that_was_decided_meanwhile_does_not_go_back_to_wait_for_another()
    {
        var pool = Make(workers: 1);
        var offer = Local(0, folder => File.WriteAllText(Path.Combine(folder, "metadata"), "no trace"));
        Directory.Delete(offer.DataPath, recursive: true);
        File.WriteAllText(Path.GetDirectoryName(offer.DataPath) + ".decided", "{}");

        var lease = Lease(pool, offer);

        Assert.Equal(new LeaseEnded(lease.Offer.Id, lease.Lease, Returned: false), Ended());
    }

    [Fact]
    public void A_tally_that_nobody_takes_goes_back_to_be_counted_by_another()
    {
        var pool = Make(workers: 1);
        var lease = Lease(pool, Local(0, folder => File.WriteAllText(Path.Combine(folder, "metadata"), "no trace")));
        _tracer.ExpectMsg<ChunkCounted>();

        AdvanceUntil(() => Received().OfType<LeaseEnded>().Any(ended => ended == new LeaseEnded(lease.Offer.Id, lease.Lease, Returned: true) { IsTried = true }), "the lease is given back");
    }

    [Fact]
    public void A_newer_lease_of_a_chunk_under_work_is_the_one_that_ends()
    {
        var pool = Make(workers: 1);
        var offer = Local(0, folder => File.WriteAllText(Path.Combine(folder, "metadata"), "no trace"));
        Lease(pool, offer);
        _tracer.ExpectMsg<ChunkCounted>();

        var newer = Lease(pool, offer);
        pool.Tell(new ChunkCountedTaken(offer.Id));

        Assert.Equal(newer.Lease, Ended().Lease);
    }

    [Fact]
    public void What_the_former_process_counted_when_it_died_is_a_failed_try_told_until_its_tracer_knows()
    {
        var lease = new ChunkLeased(1, Local(0, folder => File.WriteAllText(Path.Combine(folder, "metadata"), "no trace")));
        new CountingMarks(Folder[Path.Combine("work", "laptop-1")]).Put(lease);

        var pool = Make(workers: 1);

        var told = _tracer.ExpectMsg<ChunkCounted>();
        Assert.Equal((lease.Offer.Id, "laptop:1"), (told.Id, told.Pool));
        Assert.Contains("died", told.Fault, StringComparison.Ordinal);
        // The chunk waits until the tracer has counted the try.
        Assert.Equal(new LeaseEnded(lease.Offer.Id, Lease(pool, lease.Offer).Lease, Returned: true) { IsTried = true }, Ended());
        AdvanceUntil(() => _tracer.HasMessages, "it is told again");
        Assert.Equal(told.Attempt, _tracer.ExpectMsg<ChunkCounted>().Attempt);

        pool.Tell(new ChunkCountedTaken(lease.Offer.Id));
        Settle(pool);

        for (var second = 0; second < 60; second++) Advance(TimeSpan.FromSeconds(1));
        Settle(pool);
        _tracer.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public void What_it_counted_is_found_again_by_a_pool_whose_node_has_another_port()
    {
        new CountingMarks(Folder[Path.Combine("work", "mine")]).Put(new ChunkLeased(1, Local(0, folder => File.WriteAllText(Path.Combine(folder, "metadata"), "no trace"))));

        Make(workers: 1, workName: "mine");

        Assert.Contains("died", _tracer.ExpectMsg<ChunkCounted>().Fault, StringComparison.Ordinal);
    }

    [Fact]
    public void A_tracer_that_died_with_the_pool_hears_of_the_try_as_soon_as_its_successor_offers_the_chunk()
    {
        var lease = new ChunkLeased(1, Local(0, folder => File.WriteAllText(Path.Combine(folder, "metadata"), "no trace")));
        new CountingMarks(Folder[Path.Combine("work", "laptop-1")]).Put(lease);
        Watch(_tracer.Ref);
        Sys.Stop(_tracer.Ref);
        ExpectTerminated(_tracer.Ref);
        var successor = CreateTestProbe();
        var offer = lease.Offer with { Tracer = successor.Ref };
        var pool = Make(workers: 1);

        Lease(pool, offer);

        var told = successor.ExpectMsg<ChunkCounted>();
        Assert.Contains("died", told.Fault, StringComparison.Ordinal);
        pool.Tell(new ChunkCountedTaken(offer.Id));
        Lease(pool, offer);
        Assert.NotEqual(told.Attempt, successor.ExpectMsg<ChunkCounted>().Attempt);
    }

    [Fact]
    public void A_tally_whose_tracer_died_meanwhile_goes_to_its_successor_though_the_one_worker_gets_no_other_lease()
    {
        var place = $"tracer-{Guid.NewGuid():N}";
        var former = CreateTestProbe();
        var first = Sys.ActorOf(Props.Create(() => new Forwarder(former.Ref)), place);
        var pool = Make(workers: 1);
        var offer = Local(0, folder => File.WriteAllText(Path.Combine(folder, "metadata"), "no trace")) with { Tracer = first };
        Lease(pool, offer);
        var told = former.ExpectMsg<ChunkCounted>();

        Stop(first);
        Sys.ActorOf(Props.Create(() => new Forwarder(_tracer.Ref)), place);

        AdvanceUntil(() => _tracer.HasMessages, "it is told again");
        Assert.Equal(told, _tracer.ExpectMsg<ChunkCounted>());
        pool.Tell(new ChunkCountedTaken(offer.Id));
        AdvanceUntil(() => Received().OfType<LeaseEnded>().Any(), "the worker is free");
    }

    [Fact]
    public void A_tally_whose_tracer_has_moved_goes_to_who_offers_the_chunk_now()
    {
        var moved = CreateTestProbe();
        var pool = Make(workers: 2);
        var offer = Local(0, folder => File.WriteAllText(Path.Combine(folder, "metadata"), "no trace"));
        Lease(pool, offer);
        var told = _tracer.ExpectMsg<ChunkCounted>();

        Lease(pool, offer with { Tracer = moved.Ref });

        Assert.Equal(told, moved.ExpectMsg<ChunkCounted>());
    }

    [Fact]
    public void Of_several_chunks_that_the_former_process_counted_when_it_died_none_has_failed_and_each_is_counted_alone()
    {
        var marks = new CountingMarks(Folder[Path.Combine("work", "laptop-1")]);
        var suspects = Enumerable.Range(0, 2).Select(number => new ChunkLeased(number, Local(number, folder => File.WriteAllText(Path.Combine(folder, "metadata"), "no trace")))).ToList();
        foreach (var suspect in suspects) marks.Put(suspect);

        var pool = Make(workers: 4);

        Assert.Equal(1, Credits());
        _tracer.ExpectNoMsg(TimeSpan.FromMilliseconds(50));
        for (var number = 0; number < suspects.Count; number++)
        {
            AdvanceUntil(() => Credits() == 1, "its one worker is free");
            Lease(pool, suspects[number].Offer);
            _tracer.FishForMessage<ChunkCounted>(told => told.Id == suspects[number].Offer.Id);
            pool.Tell(new ChunkCountedTaken(suspects[number].Offer.Id));
        }

        AdvanceUntil(() => Credits() == 4, "all workers are free again");
    }

    [Fact]
    public void Bytes_on_another_machine_with_a_copy_of_the_spool_are_fetched()
    {
        File.WriteAllText(Folder[Path.Combine("spool", "boot")], "another machine's");
        var pool = Make(workers: 1);

        var lease = Lease(pool, Local(0, folder => File.WriteAllText(Path.Combine(folder, "metadata"), "no trace")));

        Assert.Equal(new LeaseEnded(lease.Offer.Id, lease.Lease, Returned: true) { IsTried = true }, Ended());
        Assert.False(_tracer.HasMessages);
    }

    [Fact]
    public void A_chunk_whose_count_came_to_an_end_or_was_given_back_in_order_is_nobodys_death()
    {
        var work = Folder[Path.Combine("work", "laptop-1")];
        var pool = Make(workers: 2);
        var counted = Lease(pool, Local(0, folder => File.WriteAllText(Path.Combine(folder, "metadata"), "no trace")));
        _tracer.ExpectMsg<ChunkCounted>();
        new CountingMarks(work).Put(new ChunkLeased(7, Slow(1)));

        pool.Tell(DrainPool.Instance);

        FishForMessage(message => message is PoolDrained);
        Settle(pool);
        Assert.Empty(new CountingMarks(work).TakeDeaths(Sys));
        Assert.NotNull(counted);
    }

    [Fact]
    public void A_pool_tells_what_its_workers_count_in_a_second_once_it_has_counted_a_chunk_of_some_size()
    {
        var rate = new PoolRate();
        rate.Add(bytes: 1000, TimeSpan.FromSeconds(1));
        Assert.Equal(0, rate.BytesPerSecond);

        rate.Add(100 << 20, TimeSpan.FromSeconds(10));
        Assert.Equal(10 << 20, rate.BytesPerSecond);

        for (var chunk = 0; chunk < 100; chunk++) rate.Add(100 << 20, TimeSpan.FromSeconds(20));
        Assert.InRange(rate.BytesPerSecond, 5 << 20, (5 << 20) + 1000);
    }

    [Fact]
    public void Workers_that_stay_free_are_offered_to_the_datacenters_that_the_pool_helps()
    {
        var other = CreateTestProbe();
        var pool = Make(workers: 2, elsewhere: other);
        Assert.False(other.HasMessages);

        AdvanceUntil(() => other.HasMessages, "it helps");
        var offered = other.ExpectMsg<WorkWanted>();
        Assert.Equal((2, true), (offered.Credits, offered.IsElsewhere));
        var lease = new ChunkLeased(1, Local(0, folder => File.WriteAllText(Path.Combine(folder, "metadata"), "no trace")) with { Datacenter = "fra" });
        pool.Tell(lease, other);
        _tracer.ExpectMsg<ChunkCounted>();
        pool.Tell(new ChunkCountedTaken(lease.Offer.Id));

        Assert.Equal(1, ((LeaseEnded)other.FishForMessage(message => message is LeaseEnded)).Lease);
    }

    [SharedTraceFact]
    public void A_chunk_on_its_own_disk_is_counted_and_its_tally_sent_until_it_is_taken()
    {
        var pool = Make(workers: 1);
        var lease = Lease(pool, Local(0, folder => CopyTrace("kernel-big-endian", folder)));
        var counted = _tracer.ExpectMsg<ChunkCounted>(TimeSpan.FromSeconds(20));
        Assert.Equal("", counted.Fault);
        Assert.Equal(14310, TallyCodec.Decode(new TallyAssembly(1).Add(lease.Offer.Id, counted.Part)!).Events);
        AdvanceUntil(() => _tracer.HasMessages, "it is sent again");

        pool.Tell(new ChunkCountedTaken(lease.Offer.Id));

        Assert.Equal(new LeaseEnded(lease.Offer.Id, lease.Lease, Returned: false), Ended());
        AwaitAssert(() => Assert.Equal(1, Credits()));
    }

    [SharedTraceFact]
    public void A_pool_that_has_counted_a_chunk_of_some_size_tells_the_dispatcher_what_its_workers_count_in_a_second()
    {
        var pool = Make(workers: 1);
        Assert.Equal(0, Asked().BytesPerSecond);
        var lease = Lease(pool, Local(0, folder => CopyTrace("kernel-16cores", folder)));
        Assert.Equal("", _tracer.ExpectMsg<ChunkCounted>(TimeSpan.FromSeconds(20)).Fault);

        pool.Tell(new ChunkCountedTaken(lease.Offer.Id));
        Settle(pool);

        Assert.NotEqual(0, Asked().BytesPerSecond);
    }

    internal static void CopyTrace(string trace, string folder)
    {
        foreach (var file in Directory.EnumerateFiles(SharedTraces.Path(trace), "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(folder, Path.GetRelativePath(SharedTraces.Path(trace), file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    protected override void Dispose(bool disposing)
    {
        _silent.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>Lives and dies at a place of its own, unlike a probe.</summary>
    private sealed class Forwarder : ReceiveActor
    {
        public Forwarder(IActorRef to) => ReceiveAny(message => to.Forward(message));
    }

    private IActorRef Make(int workers, TimeSpan? fetchTimeout = null, TestProbe? elsewhere = null, string? workName = null)
    {
        var options = new PoolOptions
        {
            Workers = workers, WorkDirectory = Folder["work"], WorkName = workName, RepeatAfter = TimeSpan.FromMilliseconds(20), MaxSends = 3, FetchTimeout = fetchTimeout ?? TimeSpan.FromMinutes(1),
        };
        var helped = elsewhere is null ? [] : new Dictionary<string, IActorRef> { ["fra"] = elsewhere.Ref };
        var (failures, clock) = (new FailureBoard("laptop:1", TimeProvider.System), elsewhere is null ? TimeProvider.System : Clock);
        var (id, dispatcher) = (new PoolId("laptop:1", Host, 1), _dispatcher.Ref);
        var pool = Sys.ActorOf(Props.Create(() => new PoolActor(id, "local", options, new ClusterCredential("token"), null, dispatcher, helped, failures, clock)));
        Settle(pool);
        Advance(TimeSpan.Zero);
        return pool;
    }

    private ChunkLeased Lease(IActorRef pool, ChunkOffer offer)
    {
        var lease = new ChunkLeased(++_lease, offer);
        pool.Tell(lease);
        Settle(pool);
        return lease;
    }

    private List<object> Received()
    {
        var messages = new List<object>();
        while (_dispatcher.HasMessages) messages.Add(_dispatcher.ReceiveOne(TimeSpan.FromSeconds(1)));
        return messages;
    }

    private int Credits() => Asked().Credits;

    /// <summary>What it asked for last.</summary>
    private WorkWanted Asked()
    {
        Advance(TimeSpan.FromSeconds(1));
        return (WorkWanted)_dispatcher.FishForMessage(message => message is WorkWanted && !_dispatcher.HasMessages);
    }

    private LeaseEnded Ended() => (LeaseEnded)_dispatcher.FishForMessage(message => message is LeaseEnded);

    private ChunkOffer Local(long number, Action<string> fill)
    {
        var data = Folder[Path.Combine("spool", "scripted", "1", $"{number}", "data")];
        Directory.CreateDirectory(data);
        fill(data);
        var files = Directory.EnumerateFiles(data, "*", SearchOption.AllDirectories).Select(path => new ChunkFile(Path.GetRelativePath(data, path), new FileInfo(path).Length));
        return Offer(number, [.. files], _spoolId, data, new Uri("http://127.0.0.1:1/"));
    }

    /// <summary>A chunk whose tracer accepts the connection and says nothing.</summary>
    private ChunkOffer Slow(long number) => Remote(number, new Uri($"http://{_silent.LocalEndpoint}/"));

    private ChunkOffer Remote(long number, Uri address) => Offer(number, [new ChunkFile("stream", 10)], "elsewhere", "/nowhere/a/b/c/data", address);

    private ChunkOffer Offer(long number, ChunkFile[] files, string spool, string data, Uri address) => new(
        new ChunkId(new SourceId(Host, "scripted"), 1, number), "local", "1min", 0, 1, 0, [], files, spool, data, address.AbsoluteUri, _tracer.Ref);
}
