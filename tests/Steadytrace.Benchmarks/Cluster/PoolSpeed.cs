using Akka.Actor;
using Steadytrace.Benchmarks.Inputs;
using Steadytrace.Benchmarks.Reading;
using Steadytrace.Benchmarks.Timing;
using Steadytrace.Cluster.Messages;
using Steadytrace.Cluster.Node;
using Steadytrace.Cluster.Parsing;
using Steadytrace.Cluster.Trust;
using Steadytrace.Recording;
using Steadytrace.Recording.Spool;

namespace Steadytrace.Benchmarks.Cluster;

/// <summary>A parser pool on the chunks' own host, with one worker, two, and more than there are cores.</summary>
/// <remarks>
/// A pool runs for months: the clock runs from when each worker has counted two chunks, its process started and its loop compiled, and over so many that it weighs little how long
/// the last worker counts alone.
/// </remarks>
internal sealed class PoolSpeed(BenchOptions options, CancellationToken cancellation) : IMeasure
{
    private const int Chunks = 96, Rounds = 3, MostWorkers = 4, WarmChunks = 2, MostLeases = 10;
    private const string Spool = "pool";
    private static readonly HostId Host = new("traced");

    public string Name => "pool";

    public async Task<IReadOnlyList<Measurement>> TakeAsync()
    {
        if (Environment.ProcessorCount < 2) throw new MissingInputException("this machine has one core");
        var inputs = new ReadingInputs(options.Work);
        await inputs.EnsureUserSpaceAsync();
        var spool = Directory.CreateDirectory(Path.Combine(options.Work, Spool)).FullName;
        try
        {
            string id;
            using (var taken = SpoolLock.Take(spool)) id = taken.Id;
            // A chunk and the next are not the same files: two workers side by side do not meet in one page of the cache, as they would where all are links to one trace.
            var copies = Path.Combine(options.Work, "user-space-again");
            TraceCopies.Ensure(inputs.UserSpace, copies, 1);
            string[] traces = [inputs.UserSpace, Path.Combine(copies, "copy-0")];
            var offers = Enumerable.Range(0, Chunks + (MostWorkers * WarmChunks)).Select(number => Offer(spool, id, traces[number % traces.Length], number)).ToList();
            var best = new double[3];
            Array.Fill(best, double.PositiveInfinity);
            for (var round = 0; round < Rounds; round++)
                foreach (var (workers, at) in new[] { (1, 0), (2, 1), (MostWorkers, 2) }) best[at] = Math.Min(best[at], await CountAsync(offers, workers));
            return
            [
                new Measurement($"{Chunks} chunks of 20 million events, running pool on their own host, two workers against one", Figure.Seconds(best[1]), Figure.Seconds(best[0]), best[0] / best[1], 1.8),
                // No slower: within what two runs of the same differ by.
                new Measurement("the same, four workers against two", Figure.Seconds(best[2]), Figure.Seconds(best[1]), Math.Round(best[1] / best[2], 2), 1),
            ];
        }
        finally
        {
            Directory.Delete(spool, recursive: true);
        }
    }

    private static ChunkOffer Offer(string spool, string spoolId, string trace, int number)
    {
        var chunk = Directory.CreateDirectory(Path.Combine(spool, "lttng", "1", $"{number}")).FullName;
        var data = Path.Combine(chunk, "data");
        Directory.CreateSymbolicLink(data, trace);
        var files = Directory.GetFiles(trace, "*", SearchOption.AllDirectories).Select(file => new ChunkFile(Path.GetRelativePath(trace, file), new FileInfo(file).Length));
        return new ChunkOffer(new ChunkId(new SourceId(Host, "lttng"), 1, number), "bench", "1min", 0, 1, 0, null, [.. files], spoolId, data, "http://127.0.0.1:1/", ActorRefs.Nobody);
    }

    private async Task<double> CountAsync(IReadOnlyList<ChunkOffer> offers, int workers)
    {
        using var system = ActorSystem.Create("bench", "akka.loglevel = OFF\nakka.stdout-loglevel = OFF");
        var (warm, done) = (new TaskCompletionSource<long>(), new TaskCompletionSource());
        var work = new PoolOptions { Workers = workers, WorkDirectory = Path.Combine(options.Work, "pool-work") };
        var warming = workers * WarmChunks;
        ChunkOffer[] some = [.. offers.Take(warming + Chunks)];
        var hand = system.ActorOf(Props.Create(() => new LeaseHand(some, warming, warm, done)));
        var (elsewhere, failures) = (new Dictionary<string, IActorRef>(), new FailureBoard("bench:1", TimeProvider.System));
        system.ActorOf(Props.Create(() => new PoolActor(
            new PoolId("bench:1", Host, 1), "bench", work, new ClusterCredential("a secret of this benchmark"), null, hand, elsewhere, failures, TimeProvider.System)));
        await done.Task.WaitAsync(cancellation);
        var seconds = Turns.Since(await warm.Task);
        await system.Terminate();
        return seconds;
    }

    /// <summary>Dispatcher and tracer in one: a lease for each free worker, a word of thanks for each tally. Nothing more until what warms the workers is counted.</summary>
    private sealed class LeaseHand : ReceiveActor
    {
        public LeaseHand(ChunkOffer[] offers, int warming, TaskCompletionSource<long> warm, TaskCompletionSource done)
        {
            var (lease, counted, waiting) = (0, new HashSet<ChunkId>(), new Queue<ChunkOffer>(offers));
            Receive<WorkWanted>(wanted =>
            {
                for (var free = wanted.Credits; free > 0; free--)
                {
                    if (offers.Length - waiting.Count >= warming && counted.Count < warming) return;
                    if (!waiting.TryDequeue(out var offer)) return;
                    Sender.Tell(new ChunkLeased(++lease, offer with { Tracer = Self }));
                }
            });
            Receive<ChunkCounted>(tally =>
            {
                if (tally.Fault.Length > 0) done.TrySetException(new BenchException($"chunk {tally.Id}: {tally.Fault}"));
                if (tally.Part.Index != tally.Part.Count - 1 || !counted.Add(tally.Id)) return;
                if (counted.Count == warming) warm.SetResult(Turns.Now);
                Sender.Tell(new ChunkCountedTaken(tally.Id));
                if (counted.Count == offers.Length) done.TrySetResult();
            });
            // A pool that asked twice before it had its leases gives back what is too much.
            Receive<LeaseEnded>(ended =>
            {
                if (!ended.Returned) return;
                if (lease > offers.Length * MostLeases) done.TrySetException(new BenchException($"chunk {ended.Id} comes back uncounted again and again"));
                else waiting.Enqueue(offers[(int)ended.Id.Number]);
            });
        }
    }
}
