using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Akka.Actor;
using Steadytrace.Cluster.Aggregation;
using Steadytrace.Cluster.Messages;
using Steadytrace.Cluster.Parsing;
using Steadytrace.Cluster.Tests.Aggregation;
using Steadytrace.Cluster.Tests.Hosting;
using Steadytrace.Cluster.Tracing;
using Steadytrace.Recording;
using Steadytrace.Recording.Lttng;
using Steadytrace.Recording.Tracefs;
using Steadytrace.Testing;
using Steadytrace.Traces.Tallies;
using Xunit.Abstractions;

namespace Steadytrace.Cluster.Tests.Live;

/// <summary>A whole node with a real tracer, and somebody who watches it.</summary>
public sealed class LiveNodeTests(ITestOutputHelper output) : IAsyncLifetime
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(90);
    private readonly TemporaryFolder _folder = new();
    private readonly ConcurrentQueue<LiveTally> _told = new();
    private readonly CancellationTokenSource _enough = new();
    private readonly ScriptedBroker _broker = new() { CannotBeMade = new InvalidOperationException("no broker: decided tallies stay in the spool") };
    private Task _watching = Task.CompletedTask;
    private TestNode? _node;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _enough.CancelAsync();
        await _watching;
        if (_node is not null)
        {
            await _node.StopAsync();
            await _node.DisposeAsync();
        }

        _folder.Dispose();
    }

    [TracefsFact]
    public async Task Events_of_the_kernel_are_shown_before_their_chunk_is_closed_and_what_is_shown_is_what_is_decided()
    {
        await StartAsync(new RecorderMaker("ftrace", () => new TracefsRecorder(new TracefsOptions { Events = ["sched:*", "task:*"], ExcludeOwnProcess = false })));
        var program = _folder["live-probe-7"];
        File.Copy("/bin/sleep", program);
        await Eventually.HoldsAsync(() => !_told.IsEmpty, "a first message", Soon);
        for (var turn = 0; turn < 3; turn++)
        {
            var (before, began, runs) = (Shown("sched_process_exit", "live-probe-7"), Stopwatch.GetTimestamp(), 0);
            // Once more when its end was lost: all that a busy machine does is recorded here, and may be too much for the buffers.
            await Eventually.HoldsAsync(
                async () =>
                {
                    using (var process = Process.Start(program, "0.01")) await process.WaitForExitAsync();
                    runs++;
                    return await Eventually.HoldsWithinAsync(() => Shown("sched_process_exit", "live-probe-7") > before, TimeSpan.FromSeconds(5));
                },
                "the program's end in a message", Soon);

            output.WriteLine($"a program's end was told {Stopwatch.GetElapsedTime(began).TotalMilliseconds:0} ms after its begin, {runs} of them, {_told.Sum(message => message.Seconds.Sum(second => second.Lost))} events lost so far");
        }

        await DecidedAsync("ftrace");
    }

    [LttngFact]
    public async Task Events_of_user_space_are_shown_before_their_chunk_is_closed_and_what_is_shown_is_what_is_decided()
    {
        await using var place = await LttngSessionDaemon.StartAsync();
        using var program = new TracedProgram();
        await StartAsync(new RecorderMaker("lttng", () => new LttngRecorder(new LttngOptions
        {
            Command = place.Command, DaemonCommand = place.DaemonCommand, DaemonArguments = ["--no-kernel"], Environment = place.Variables,
        })));
        await Eventually.HoldsAsync(() => !_told.IsEmpty, "a first message", Soon);
        await using var process = await program.StartAsync(place);
        for (var turn = 1; turn <= 3; turn++)
        {
            await process.CallAsync(50);
            var called = Stopwatch.GetTimestamp();

            await Eventually.HoldsAsync(() => Shown(TracedProgram.Event, TracedProgram.ProcessName) == 50 * turn, "the calls in messages", Soon);

            output.WriteLine($"calls were told {Stopwatch.GetElapsedTime(called).TotalMilliseconds:0} ms after the last of them");
        }

        await DecidedAsync("lttng");
        await _node!.StopAsync();
    }

    private async Task StartAsync(RecorderMaker maker)
    {
        var port = FreePort.Next();
        _node = await TestNode.StartAsync("watched", $"{NodeRoles.Tracer},{NodeRoles.Parser},{NodeRoles.Aggregator}", port, port, options => options with
        {
            Aggregator = new AggregatorOptions { Publisher = _broker.Make },
            Pool = new PoolOptions { Workers = 1, WorkDirectory = _folder["work"], AskEvery = TimeSpan.FromMilliseconds(100) },
            Tracer = new TracerOptions { SpoolDirectory = _folder["spool"], Recorders = [maker], ChunkLength = TimeSpan.FromSeconds(5), EndRecordersAtStop = true },
        });
        var watcher = _node.System.ActorOf(Props.Create(() => new Watcher(_told)));
        _watching = WatchAsync(_node.System.ActorSelection("/user/node"), new WatchLive(new SourceId(new HostId("watched"), maker.Name), watcher));
    }

    private async Task WatchAsync(ActorSelection node, WatchLive watch)
    {
        while (!_enough.IsCancellationRequested)
        {
            node.Tell(watch);
            await Task.Delay(TimeSpan.FromSeconds(1), _enough.Token).ContinueWith(_ => { }, TaskScheduler.Default);
        }
    }

    private long Shown(string traced, string process) =>
        _told.SelectMany(message => message.Seconds).SelectMany(second => second.Counts).Where(count => count.Event == traced && count.Process == process).Sum(count => count.Events);

    /// <summary>Two chunks were counted to their end, and each sum is the verdict on its chunk.</summary>
    private async Task DecidedAsync(string recorder)
    {
        await Eventually.HoldsAsync(() => _told.Count(message => message.IsChunkEnd) >= 2, "two chunks to their end", Soon);
        var sum = new LiveSum();
        foreach (var message in _told) sum.Add(message);
        Assert.Equal(0, sum.Holes);
        foreach (var chunk in sum.Ended)
        {
            var verdict = _folder[string.Create(CultureInfo.InvariantCulture, $"spool/{recorder}/{chunk.Run}/{chunk.Number}.decided")];
            await Eventually.HoldsAsync(() => File.Exists(verdict), "the verdict", Soon);
            using var json = JsonDocument.Parse(await File.ReadAllBytesAsync(verdict));
            var (decided, shown) = (TallyCodec.Decode(json.RootElement.GetProperty("tally").GetBytesFromBase64()), sum.Of(chunk));

            Assert.Equal(Lines(decided), Lines(shown));
            output.WriteLine($"{chunk}: {decided.Events} events and {decided.Lost} lost ones, as they were shown");
        }
    }

    private static string Lines(Tally tally)
    {
        var total = tally.Total();
        var counts = total.ByEvent.Select(pair => $"{pair.Key}: {pair.Value}").Concat(total.ByProcess.Select(pair => $"of {pair.Key}: {pair.Value}"));
        return string.Join('\n', counts.Where(line => !line.EndsWith(": 0", StringComparison.Ordinal)).Order(StringComparer.Ordinal).Append($"events {total.Events}, lost {total.Lost}"));
    }

    private sealed class Watcher : ReceiveActor
    {
        public Watcher(ConcurrentQueue<LiveTally> told) => Receive<LiveTally>(told.Enqueue);
    }
}
