using System.Text;
using Steadytrace.Recording.Lttng.Live;

namespace Steadytrace.Recording.Tests.Lttng.Live;

/// <summary>What relay daemons may do and the real one does seldom.</summary>
public sealed class LiveProtocolTests
{
    private static readonly LttngLiveOptions Quick = new() { FromBeginning = true, TallyMilliseconds = 10, PollMilliseconds = 1 };

    [Fact]
    public async Task All_sessions_of_the_name_are_one()
    {
        await using var relay = new ScriptedRelay(TickTrace.With(1, 10, 20), TickTrace.With(2, 300).With(4000));

        var counting = await CountAsync(relay);

        Assert.Equal(4330, counting.Counts.Events);
        Assert.Equal(4, counting.Counts.Packets);
        Assert.Empty(counting.Problems);
    }

    [Fact]
    public async Task A_session_of_the_name_that_begins_later_is_one_with_the_others()
    {
        var (first, second) = (TickTrace.With(1, 10), TickTrace.With(2, 300));
        first.Streams[0].IsClosed = false;
        await using var relay = new ScriptedRelay(first, second);
        var lists = 0;
        relay.Change(LiveCommand.ListSessions, answer => lists++ == 0 ? [.. ScriptedRelay.Bytes(1u), .. answer.AsSpan(4, (answer.Length - 4) / 2)] : answer)
            .Change(LiveCommand.GetNextIndex, answer =>
            {
                first.Streams[0].IsClosed = second.Streams[0].Packets.Count == 0;
                return answer;
            });

        var counting = await CountAsync(relay);

        Assert.Equal(310, counting.Counts.Events);
    }

    [Fact]
    public async Task A_session_that_is_no_longer_listed_and_has_nothing_left_is_over()
    {
        var lists = 0;
        await using var relay = new ScriptedRelay(TickTrace.With(1, 10));
        relay.Change(LiveCommand.ListSessions, answer => lists++ == 0 ? answer : ScriptedRelay.Bytes(0u)).Change(LiveCommand.GetNewStreams, _ => ScriptedRelay.Bytes((uint)NewStreamsStatus.NothingNew, 0u));

        var counting = await CountAsync(relay);

        Assert.Equal(10, counting.Counts.Events);
    }

    [Fact]
    public async Task Metadata_that_is_cut_in_the_middle_of_a_word_is_waited_for()
    {
        var (first, second) = (TickTrace.Metadata[..150], TickTrace.Metadata[150..]);
        await using var relay = new ScriptedRelay(new ServedTrace(1, Encoding.ASCII.GetBytes(first), [], Encoding.ASCII.GetBytes(second)).With(10));

        var counting = await CountAsync(relay);

        Assert.Equal(10, counting.Counts.Events);
        Assert.Empty(counting.Problems);
    }

    [Fact]
    public async Task New_metadata_is_fetched_before_the_packet_that_needs_it()
    {
        var trace = TickTrace.With(1, 10);
        var isNew = true;
        await using var relay = new ScriptedRelay(trace).Change(LiveCommand.GetNextIndex, answer =>
        {
            if (isNew) answer[^1] |= (byte)LiveFlags.NewMetadata;
            isNew = false;
            return answer;
        });

        var counting = await CountAsync(relay);

        Assert.Equal(10, counting.Counts.Events);
        Assert.InRange(relay.Asked.LastIndexOf(LiveCommand.GetMetadata), relay.Asked.IndexOf(LiveCommand.GetNextIndex) + 1, relay.Asked.IndexOf(LiveCommand.GetPacket) - 1);
    }

    [Fact]
    public async Task A_packet_that_is_refused_for_lack_of_metadata_is_asked_for_again()
    {
        var refusals = 2;
        await using var relay = new ScriptedRelay(TickTrace.With(1, 10))
            .Change(LiveCommand.GetPacket, answer => refusals-- > 0 ? ScriptedRelay.Bytes((uint)PacketStatus.Error, 0u, (uint)LiveFlags.NewMetadata) : answer);

        var counting = await CountAsync(relay);

        Assert.Equal(10, counting.Counts.Events);
        Assert.Empty(counting.Problems);
    }

    [Fact]
    public async Task A_stream_that_begins_later_is_found_by_the_flag_of_another()
    {
        var trace = TickTrace.With(1, 10);
        trace.Streams[0].IsClosed = false;
        await using var relay = new ScriptedRelay(trace);
        relay.Change(LiveCommand.GetNextIndex, answer =>
        {
            if (trace.Streams.Count > 1) return answer;
            trace.With(500);
            trace.Streams[0].IsClosed = true;
            answer[^1] |= (byte)LiveFlags.NewStreams;
            return answer;
        });

        var counting = await CountAsync(relay);

        Assert.Equal(510, counting.Counts.Events);
    }

    [Fact]
    public async Task A_stream_that_is_announced_twice_is_counted_once()
    {
        await using var relay = new ScriptedRelay(TickTrace.With(1, 10));
        var streams = ScriptedRelay.Bytes(1u, 4u).Concat(ScriptedRelay.StreamBytes(1001, 1, false)).Concat(ScriptedRelay.StreamBytes(1001, 1, false))
            .Concat(ScriptedRelay.StreamBytes(1000, 1, true)).Concat(ScriptedRelay.StreamBytes(1000, 1, true)).ToArray();
        relay.On(LiveCommand.AttachSession, _ => streams);

        var counting = await CountAsync(relay);

        Assert.Equal(10, counting.Counts.Events);
    }

    [Fact]
    public async Task A_large_packet_comes_in_pieces()
    {
        await using var relay = new ScriptedRelay(TickTrace.With(1, 2_500_000));

        var counting = await CountAsync(relay);

        Assert.Equal(2_500_000, counting.Counts.Events);
        Assert.Equal(3, relay.Asked.Count(command => command == LiveCommand.GetPacket));
    }

    [Fact]
    public async Task A_damaged_packet_is_told_with_its_stream_and_the_rest_is_counted()
    {
        await using var relay = new ScriptedRelay(TickTrace.With(1, 10, 20), TickTrace.With(2, 300));
        relay.Change(LiveCommand.GetPacket, answer =>
        {
            if (answer.Length == 12 + 12 + 20) answer[12] = 0;
            return answer;
        });

        var counting = await CountAsync(relay);

        Assert.Equal(310, counting.Counts.Events);
        Assert.Equal("ust/uid/0/64-bit/channel_1001: packet without magic number 0xc1fc1fc1: 0xfc1fc1", Assert.Single(counting.Problems));
    }

    [Fact]
    public async Task Metadata_that_nobody_can_read_costs_its_own_trace_only()
    {
        await using var relay = new ScriptedRelay(new ServedTrace(1, "what is this"u8.ToArray()).With(10), TickTrace.With(2, 300));
        await using var session = await LttngLiveSession.ConnectAsync(relay.Address, Quick with { MetadataTimeoutMilliseconds = 200 });
        await using var counting = new LiveCounting(session);

        await counting.UntilAsync(() => counting.Problems.Count > 0 && counting.Counts.Events > 0, "the trace is given up");

        Assert.Equal(300, counting.Counts.Events);
        Assert.Matches(@"^trace 1 \(ust/uid/0/64-bit/channel_1001\): metadata cannot be read: line 1, column 1: .*, for 200 ms: nothing more of it is counted$", Assert.Single(counting.Problems));
    }

    [Fact]
    public async Task Packets_that_wait_are_counted_though_half_a_word_of_new_metadata_came()
    {
        byte[][] nothingNew = [.. Enumerable.Repeat(Array.Empty<byte>(), 100)];
        var trace = new ServedTrace(1, [Encoding.ASCII.GetBytes(TickTrace.Metadata), [], "event { na"u8.ToArray(), .. nothingNew, "me = \"tock\"; id = 1; };"u8.ToArray()]).With(10, 20);
        await using var relay = new ScriptedRelay(trace).Change(LiveCommand.GetNextIndex, answer =>
        {
            if (trace.Streams[0].Packets.Count == 0) answer[^1] |= (byte)LiveFlags.NewMetadata;
            return answer;
        });

        var counting = await CountAsync(relay);

        Assert.Equal(30, counting.Counts.Events);
        Assert.Empty(counting.Problems);
    }

    [Fact]
    public async Task Names_have_any_length_from_version_2_15_on()
    {
        await using var relay = new ScriptedRelay(TickTrace.With(1, 10), TickTrace.With(2, 300)) { Minor = 15 };

        var counting = await CountAsync(relay);

        Assert.Equal(310, counting.Counts.Events);
    }

    [Fact]
    public async Task Days_in_few_bytes_are_counted_by_second()
    {
        await using var relay = new ScriptedRelay(TickTrace.OfMinutes(1, 20_000));
        await using var session = await LttngLiveSession.ConnectAsync(relay.Address, Quick with { TallyMilliseconds = 60_000 });
        await using var counting = new LiveCounting(session);

        await counting.EndAsync();

        Assert.Equal(20_000, counting.Counts.Intervals.Count);
        Assert.Equal(0, counting.Counts.Untimed.Events);
        Assert.Empty(counting.Problems);
    }

    [Fact]
    public async Task Whoever_leaves_detaches()
    {
        var trace = TickTrace.With(1, 10);
        trace.Streams[0].IsClosed = false;
        await using var relay = new ScriptedRelay(trace);

        await (await LttngLiveSession.ConnectAsync(relay.Address, Quick)).DisposeAsync();

        Assert.Equal(LiveCommand.DetachSession, relay.Asked[^1]);
    }

    private static async Task<LiveCounting> CountAsync(ScriptedRelay relay)
    {
        await using var session = await LttngLiveSession.ConnectAsync(relay.Address, Quick);
        await using var counting = new LiveCounting(session);
        await counting.EndAsync();
        return counting;
    }
}
