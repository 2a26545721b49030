using Akka.Actor;
using Akka.Configuration;
using Steadytrace.Cluster.Messages;
using Steadytrace.Cluster.Wire;
using Steadytrace.Recording;
using Steadytrace.Traces.Tallies;

namespace Steadytrace.Cluster.Tests.Messages;

public sealed class LiveTallyPartsTests : IAsyncLifetime
{
    private const int Frame = 128_000;
    private readonly ExtendedActorSystem _system = (ExtendedActorSystem)ActorSystem.Create("live", ConfigurationFactory.ParseString("akka.loglevel = ERROR"));

    [Fact]
    public void Nothing_new_is_one_empty_piece() => Assert.Empty(Assert.Single(LiveTallyParts.Cut(new Tally())));

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 40)]
    [InlineData(12, 900)]
    public void Pieces_add_up_to_the_tally(int seconds, int processes)
    {
        var tally = Tally(seconds, processes, name: "worker");

        var sum = new Tally();
        foreach (var second in LiveTallyParts.Cut(tally).SelectMany(part => part)) Add(sum, second);

        Assert.Equal(TallyCodec.Encode(tally), TallyCodec.Encode(sum));
    }

    [Theory]
    [InlineData("p")]
    [InlineData("a name of 15 by")]
    [InlineData("ааааааааааааааааааааааааааааааааааааааааааааааааааааааааааааааааааааааааааааааааааааааааааааааааааааааааааааааааааа")]
    public void No_piece_is_larger_than_a_frame_whatever_its_names(string name)
    {
        var serializer = new MessageSerializer(_system);
        var parts = LiveTallyParts.Cut(Tally(seconds: 10, processes: 600, name));

        Assert.True(parts.Count > 1);
        Assert.All(parts, part => Assert.InRange(serializer.ToBinary(Message(part)).Length, 1, Frame * 3 / 4));
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _system.Terminate();

    private static LiveTally Message(LiveSecond[] part) =>
        new(new ChunkId(new SourceId(new HostId("laptop"), "ftrace"), 1, 2), "home", "laptop:4053", 3, 4, part, 5, IsChunkEnd: false, "");

    private static Tally Tally(int seconds, int processes, string name)
    {
        var tally = new Tally();
        for (var second = 0; second < seconds; second++)
        {
            var interval = tally.Interval(1_700_000_000 + second);
            for (var process = 0; process < processes; process++) Count(interval, $"{name}{process}", process);
            (interval.Lost, interval.LostPackets) = (second, 2 * second);
        }

        tally.Untimed.Add(new TracedEvent("my", "my:tick"), name, 7);
        return tally;
    }

    private static void Count(IntervalTally interval, string process, long number)
    {
        interval.Add(new TracedEvent("sched", "sched_switch"), process, 1_000 + number);
        interval.CpuByProcess.Add(process, 1_000_000 + number);
    }

    private static void Add(Tally sum, LiveSecond second)
    {
        var interval = sum.Interval(second.StartUnixSeconds);
        foreach (var count in second.Counts) interval.Add(new TracedEvent(count.Type, count.Event), count.Process, count.Events);
        foreach (var time in second.CpuTimes) interval.CpuByProcess.Add(time.Process, time.Nanoseconds);
        interval.Lost += second.Lost;
        interval.LostPackets += second.LostPackets;
    }
}
