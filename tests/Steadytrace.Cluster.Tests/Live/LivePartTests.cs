using Akka.Actor;
using Akka.TestKit;
using Steadytrace.Cluster.Live;
using Steadytrace.Cluster.Messages;
using Steadytrace.Cluster.Tracing;
using Steadytrace.Recording;

namespace Steadytrace.Cluster.Tests.Live;

public sealed class LivePartTests : ActorTests
{
    private const string Metadata = """
        trace { major = 1; minor = 8; byte_order = le; };
        stream {
            packet.context := struct { integer { size = 32; align = 8; } packet_size; integer { size = 32; align = 8; } cpu_id; };
            event.header := struct { integer { size = 8; align = 8; } id; };
        };
        event { id = 1; name = "my:one"; };

        """;

    private static readonly SourceId Source = new(new HostId("laptop"), "scripted");
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);
    private readonly LiveTap _tap = new();
    private readonly GrowingRecorder _recorder = new();
    private readonly LiveSum _sum = new();
    private readonly IActorRef _live;
    private readonly TestProbe _watcher;

    public LivePartTests()
    {
        var context = new SpoolContext(Source, "local", "spool-id", new Uri("http://127.0.0.1:9470/"), "laptop:4053", ActorRefs.Nobody);
        _live = _tap.Listener = Sys.ActorOf(Props.Create(() => new LiveActor(context, _tap, Clock)));
        _watcher = CreateTestProbe();
    }

    [Fact]
    public void While_nobody_watches_nothing_is_handed_on_or_kept()
    {
        Begin(0);
        Record(0, events: 3);
        Advance(TimeSpan.FromSeconds(5));
        Close(0);
        Settle(_live);

        Assert.Equal(0, _recorder.Flushes);
        Assert.False(Directory.Exists(Folder["1/live"]));
    }

    [Fact]
    public void What_is_shown_adds_up_to_the_closed_chunk_although_its_files_are_gone_by_then()
    {
        Begin(0);
        Record(0, events: 3);
        ShowUntil(() => _sum.Of(Id(0)).Events == 3, "the first events");
        Record(0, events: 2);
        ShowUntil(() => _sum.Of(Id(0)).Events == 5, "those that came then");
        Record(0, events: 4);

        Close(0);
        Directory.Delete(Folder["1/0"], recursive: true);
        Begin(1);
        Record(1, events: 7);

        ShowUntil(() => _sum.Ended.Contains(Id(0)) && _sum.Of(Id(1)).Events == 7, "the end of the one and the begin of the other");
        Assert.Equal(9, _sum.Of(Id(0)).Total().ByProcess["(unknown)"]);
        Assert.Equal(0, _sum.Holes);
        AwaitCondition(() => !Directory.Exists(Folder["1/live/0"]), Soon);
    }

    [Fact]
    public void Who_comes_later_is_shown_the_open_chunk_from_its_begin()
    {
        Begin(0);
        Record(0, events: 3);
        ShowUntil(() => _sum.Of(Id(0)).Events == 3, "the first events");
        Record(0, events: 2);
        var (later, sum) = (CreateTestProbe(), new LiveSum());

        ShowUntil(() => sum.Of(Id(0)).Events == 5, "all that was recorded", later, sum);

        Assert.Equal(0, sum.Holes);
    }

    [Fact]
    public void A_watcher_that_does_not_renew_is_forgotten_and_nothing_more_is_handed_on()
    {
        Begin(0);
        Record(0, events: 3);
        ShowUntil(() => _sum.Of(Id(0)).Events == 3, "the first events");

        AdvanceUntil(() => !_tap.IsWatched, "it is forgotten");
        var flushes = _recorder.Flushes;
        Record(0, events: 1);
        Advance(TimeSpan.FromSeconds(5));
        Settle(_live);

        Assert.Equal(flushes, _recorder.Flushes);
        ShowUntil(() => _sum.Of(Id(0)).Events == 4, "all of the chunk, when it comes back");
    }

    [Fact]
    public void Whoever_says_so_is_shown_nothing_more()
    {
        Begin(0);
        ShowUntil(() => _sum.Holes == 0 && _recorder.Flushes > 0, "a look");

        _live.Tell(new UnwatchLive(_watcher));
        Settle(_live);

        Assert.False(_tap.IsWatched);
    }

    [Fact]
    public void A_recorder_that_cannot_hand_on_is_told_and_the_next_chunk_is_counted_again()
    {
        _recorder.Failure = new RecorderException("the tracer is gone");
        Begin(0);
        var problem = "";
        ShowUntil(() => problem.Length > 0, "a problem", seen: message => problem = message.Problem);
        _recorder.Failure = null;
        Close(0);
        Begin(1);
        Record(1, events: 2);

        ShowUntil(() => _sum.Of(Id(1)).Events == 2, "the next chunk");

        Assert.Equal("the tracer is gone", problem);
        Assert.False(Directory.Exists(Folder["1/live/0"]));
    }

    [Fact]
    public void A_chunk_that_is_begun_again_is_shown_anew()
    {
        Begin(0);
        Record(0, events: 3);
        ShowUntil(() => _sum.Of(Id(0)).Events == 3, "the first events");

        // Its recorder failed, and the next one adopted it.
        Begin(0);
        Record(0, events: 2);

        ShowUntil(() => _sum.Of(Id(0)).Events == 5, "the events of both");
        Close(0);
        ShowUntil(() => _sum.Ended.Contains(Id(0)), "its end");
        Assert.Equal(5, _sum.Of(Id(0)).Events);
    }

    private static ChunkId Id(long number) => new(Source, 1, number);

    private string Data(long number) => Directory.CreateDirectory(Folder[$"1/{number}/data"]).FullName;

    private ChunkReady Ready(long number) => new(new RecordingRun(Source, 1, Folder["runs/1"]), Id(number), Data(number));

    private void Begin(long number)
    {
        if (!File.Exists(Path.Combine(Data(number), "metadata"))) File.WriteAllText(Path.Combine(Data(number), "metadata"), Metadata);
        _tap.Began(Ready(number), _recorder);
    }

    private void Close(long number) => _tap.Closed(Ready(number), new ChunkCut { EndUnixNs = Ns(1), LastUnixNs = Ns(1) });

    private void Record(long number, byte events)
    {
        using var stream = new FileStream(Path.Combine(Data(number), "stream_0"), FileMode.Append);
        stream.Write([(byte)(64 + 8 * events), 0, 0, 0, 0, 0, 0, 0, .. Enumerable.Repeat((byte)1, events)]);
    }

    private void ShowUntil(Func<bool> condition, string what, Action<LiveTally>? seen = null) => ShowUntil(condition, what, _watcher, _sum, seen);

    private void ShowUntil(Func<bool> condition, string what, TestProbe watcher, LiveSum sum, Action<LiveTally>? seen = null) => AwaitCondition(
        () =>
        {
            _live.Tell(new WatchLive(null, watcher));
            Advance(LivePart.LookEvery);
            while (watcher.ReceiveOne(TimeSpan.FromMilliseconds(20)) is LiveTally message)
            {
                seen?.Invoke(message);
                sum.Add(message);
            }

            return condition();
        },
        Soon, TimeSpan.FromMilliseconds(10), what);
}
