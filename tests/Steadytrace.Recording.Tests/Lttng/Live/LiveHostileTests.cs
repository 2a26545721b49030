using System.Net;
using System.Net.Sockets;
using System.Text;
using Steadytrace.Recording.Lttng.Live;
using Steadytrace.Testing;

namespace Steadytrace.Recording.Tests.Lttng.Live;

/// <summary>A relay daemon may be anybody: what it claims takes no memory, what it keeps back no time beyond the limits.</summary>
public sealed class LiveHostileTests
{
    private static readonly LttngLiveOptions Quick = new() { FromBeginning = true, TallyMilliseconds = 10, PollMilliseconds = 1 };

    // Only where the time is what ends it: on a busy machine an answer may take longer.
    private static readonly LttngLiveOptions Impatient = Quick with { AnswerTimeoutMilliseconds = 200, MetadataTimeoutMilliseconds = 200 };

    private const string TooLate = "no whole answer within 200 ms";

    /// <summary>A command, what is said to it, and what comes of that.</summary>
    public static TheoryData<string, byte[], string> Lies => new()
    {
        { "Connect", ScriptedRelay.Bytes(1UL, 3u, 4u, 1u), "it speaks version 3.4 of the live protocol; 2.4 or newer of 2 is understood" },
        { "Connect", ScriptedRelay.Bytes(1UL, 2u, 3u, 1u), "it speaks version 2.3 of the live protocol; 2.4 or newer of 2 is understood" },
        { "Connect", ScriptedRelay.Bytes(1UL, 2u, 4u, 1u, 0u), "it sent 4 bytes that nobody asked for: no relay daemon (lttng-relayd) of version 2.4 or newer" },
        { "CreateSession", ScriptedRelay.Bytes(uint.MaxValue), "it makes no viewer session (status 4294967295)" },
        { "ListSessions", ScriptedRelay.Bytes(uint.MaxValue), "it lists 4294967295 sessions; at most 10000 are read" },
        { "AttachSession", ScriptedRelay.Bytes(1u, uint.MaxValue), "4294967295 more streams; 8192 may be followed at once (maximum-streams)" },
        { "GetNewStreams", ScriptedRelay.Bytes(1u, 8192u), "8192 more streams; 8192 may be followed at once (maximum-streams)" },
        { "GetMetadata", ScriptedRelay.Bytes(ulong.MaxValue, 1u), "stream 1000: 18446744073709551615 more bytes of metadata; 16777216 are left of what is taken of one trace" },
        { "GetMetadata", ScriptedRelay.Bytes(1UL, uint.MaxValue), "stream 1000: metadata with status 4294967295, which the protocol does not know" },
        { "GetNextIndex", Index(0, 1, 7), "stream 1001: index with status 7, which the protocol does not know" },
        { "GetNextIndex", Index(0, 1, uint.MaxValue), "stream 1001: index with status 4294967295, which the protocol does not know" },
        { "GetNextIndex", Index(0, 0, 1), "stream 1001: a packet of 0 bits" },
        { "GetNextIndex", Index(0, 12, 1), "stream 1001: a packet of 12 bits" },
        { "GetNextIndex", Index(ulong.MaxValue, ulong.MaxValue - 7, 1), "stream 1001: a packet of 2305843009213693951 bytes; at most 67108864 are taken (maximum-packet-bytes)" },
        { "GetPacket", ScriptedRelay.Bytes(1u, uint.MaxValue, 0u), "stream 1001: 4294967295 bytes of a packet where 22 were asked for" },
        { "GetPacket", ScriptedRelay.Bytes(1u, 0u, 0u), "stream 1001: 0 bytes of a packet where 22 were asked for" },
        { "GetPacket", ScriptedRelay.Bytes(0u, 0u, 0u), "stream 1001: packet with status 0, which the protocol does not know" },
        { "GetPacket", ScriptedRelay.Bytes(1u, 22u, 0u), TooLate },
        { "Connect", ScriptedRelay.Silence, TooLate },
        { "GetNextIndex", ScriptedRelay.Silence, TooLate },
    };

    [Theory]
    [MemberData(nameof(Lies))]
    public async Task A_lie_ends_the_session_with_one_line(string command, byte[] answer, string message)
    {
        using var work = new TemporaryFolder();
        await using var relay = new ScriptedRelay(TickTrace.With(1, 10)).On(Enum.Parse<LiveCommand>(command), _ => answer);

        var failure = await Assert.ThrowsAsync<LttngLiveException>(() => CountAsync(relay, (message == TooLate ? Impatient : Quick) with { WorkFolder = work.Path }));

        Assert.Equal($"net://127.0.0.1:{relay.Address.Port}: {message}", failure.Message);
        Assert.Empty(Directory.EnumerateFileSystemEntries(work.Path));
    }

    [Theory]
    [InlineData("Connect")]
    [InlineData("ListSessions")]
    [InlineData("GetMetadata")]
    [InlineData("GetNextIndex")]
    public async Task A_relay_daemon_that_goes_away_is_told(string command)
    {
        await using var relay = new ScriptedRelay(TickTrace.With(1, 10)).On(Enum.Parse<LiveCommand>(command), _ => null);

        var failure = await Assert.ThrowsAsync<LttngLiveException>(() => CountAsync(relay, Quick));

        Assert.Equal($"net://127.0.0.1:{relay.Address.Port}: the relay daemon closed the connection", failure.Message);
    }

    [Fact]
    public async Task Bytes_that_come_one_by_one_do_not_make_more_time()
    {
        await using var relay = new ScriptedRelay(TickTrace.With(1, 10)) { SlownessMilliseconds = 20 };

        var failure = await Assert.ThrowsAsync<LttngLiveException>(() => CountAsync(relay, Impatient));

        Assert.EndsWith($": {TooLate}", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_from_version_2_15_on_have_a_limit()
    {
        await using var relay = new ScriptedRelay(TickTrace.With(1, 10)) { Minor = 15 };
        relay.On(LiveCommand.ListSessions, _ => ScriptedRelay.Bytes(1u, 1UL, 1u, 0u, 0u, uint.MaxValue, 5u, 0u));

        var failure = await Assert.ThrowsAsync<LttngLiveException>(() => CountAsync(relay, Quick));

        Assert.EndsWith(": session 1: a name of 4294967295 bytes; at most 512 are read", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_that_has_nothing_new_for_ever_can_be_left()
    {
        var trace = TickTrace.With(1, 10);
        trace.Streams[0].IsClosed = false;
        await using var relay = new ScriptedRelay(trace);
        await using var session = await LttngLiveSession.ConnectAsync(relay.Address, Quick);
        using var leave = new CancellationTokenSource();
        var tallies = 0;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var tally in session.CountAsync(leave.Token)) if (++tallies == 20) await leave.CancelAsync();
        });

        Assert.Equal(20, tallies);
    }

    [Fact]
    public async Task A_question_that_is_never_answered_can_be_left()
    {
        await using var relay = new ScriptedRelay(TickTrace.With(1, 10)).On(LiveCommand.ListSessions, _ => ScriptedRelay.Silence);
        using var leave = new CancellationTokenSource();
        var connecting = LttngLiveSession.ConnectAsync(relay.Address, new LttngLiveOptions { AnswerTimeoutMilliseconds = 600_000 }, leave.Token);
        await Eventually.HoldsAsync(() => relay.Asked.Contains(LiveCommand.ListSessions), "the question came", TimeSpan.FromSeconds(20));

        await leave.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => connecting);
    }

    [Fact]
    public async Task A_packet_that_is_refused_for_ever_is_given_up_and_told()
    {
        await using var relay = new ScriptedRelay(TickTrace.With(1, 10), TickTrace.With(2, 300));
        relay.Change(LiveCommand.GetPacket, answer => answer.Length == 12 + 12 + 10 ? ScriptedRelay.Bytes((uint)PacketStatus.Error, 0u, (uint)LiveFlags.NewMetadata) : answer);

        var counting = await CountAsync(relay, Quick with { MetadataTimeoutMilliseconds = 200 });

        Assert.Equal(300, counting.Counts.Events);
        Assert.Equal("ust/uid/0/64-bit/channel_1001: the relay daemon does not give a packet of 22 bytes that it announced: it is not counted", Assert.Single(counting.Problems));
    }

    [Fact]
    public async Task Metadata_without_end_is_not_taken()
    {
        var answer = ScriptedRelay.Bytes(1UL << 20, 1u).Concat(Enumerable.Repeat((byte)' ', 1 << 20)).ToArray();
        await using var relay = new ScriptedRelay(TickTrace.With(1, 10)).On(LiveCommand.GetMetadata, _ => answer);

        var failure = await Assert.ThrowsAsync<LttngLiveException>(() => CountAsync(relay, Quick with { MetadataTimeoutMilliseconds = 600_000 }));

        Assert.EndsWith(": stream 1000: 1048576 more bytes of metadata; 0 are left of what is taken of one trace", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metadata_that_comes_byte_by_byte_is_not_read_for_ever()
    {
        var comment = Encoding.ASCII.GetBytes(TickTrace.Metadata + "/*" + new string(' ', 1 << 20) + "*/");
        var trace = TickTrace.With(1, 10);
        trace.Streams[0].IsClosed = false;
        var isFirst = true;
        await using var relay = new ScriptedRelay(trace);
        relay.Change(LiveCommand.GetNextIndex, answer =>
        {
            answer[^1] |= (byte)LiveFlags.NewMetadata;
            return answer;
        });
        var pieces = 0;
        relay.On(LiveCommand.GetMetadata, _ =>
        {
            if (!isFirst) return pieces++ % 2 == 0 ? ScriptedRelay.Bytes(0UL, 2u) : [.. ScriptedRelay.Bytes(1UL, 1u), (byte)' '];
            isFirst = false;
            return [.. ScriptedRelay.Bytes((ulong)comment.Length, 1u), .. comment];
        });
        await using var session = await LttngLiveSession.ConnectAsync(relay.Address, Quick with { MetadataTimeoutMilliseconds = 200 });
        await using var counting = new LiveCounting(session);

        await counting.UntilAsync(() => counting.Problems.Count > 0, "it is given up");

        Assert.Equal(10, counting.Counts.Events);
        Assert.Matches(@": metadata cannot be read: \d+ bytes in too many pieces, for 200 ms: nothing more of it is counted$", Assert.Single(counting.Problems));
    }

    [Fact]
    public async Task Packets_without_end_are_counted_and_take_no_more_room_than_a_segment()
    {
        using var work = new TemporaryFolder();
        var trace = TickTrace.With(1, 50_000);
        var index = trace.Streams[0].NextIndex();
        long most = 0;
        await using var relay = new ScriptedRelay(trace).On(LiveCommand.GetNextIndex, _ =>
        {
            most = Math.Max(most, Directory.EnumerateFiles(work.Path, "*", SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length));
            return index;
        });
        await using var session = await LttngLiveSession.ConnectAsync(relay.Address, Quick with { WorkFolder = work.Path, SegmentBytes = 1 << 16, TallyMilliseconds = 60_000 });
        await using var counting = new LiveCounting(session);

        await counting.UntilAsync(() => counting.Counts.Packets >= 50, "50 packets");

        Assert.Equal(counting.Counts.Packets * 50_000, counting.Counts.Events);
        Assert.InRange(most, 50_000, (1 << 16) + 50_000 + 3 * TickTrace.Metadata.Length);
    }

    // Whatever is changed in the answers: a session is counted to some end, or ended by one line.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Damaged_answers_end_in_one_line_or_in_counts(int seed)
    {
        var random = new Random(seed);
        var (ends, lines) = (0, 0);
        for (var run = 0; run < 40; run++)
        {
            await using var relay = new ScriptedRelay(TickTrace.With(1, 10, 20), TickTrace.With(2, 300));
            foreach (var command in Enum.GetValues<LiveCommand>())
            {
                relay.Change(command, answer =>
                {
                    if (answer.Length > 0 && random.Next(8) == 0) answer[random.Next(Math.Min(answer.Length, 64))] = (byte)random.Next(256);
                    return answer;
                });
            }

            using var enough = new CancellationTokenSource(500);
            try
            {
                await using var session = await LttngLiveSession.ConnectAsync(relay.Address, Quick with { AnswerTimeoutMilliseconds = 100 }, enough.Token);
                await foreach (var tally in session.CountAsync(enough.Token)) Assert.InRange(tally.Counts.Events, 0, 10_000);
                ends++;
            }
            catch (LttngLiveException failure)
            {
                Assert.DoesNotContain('\n', failure.Message);
                lines++;
            }
            catch (OperationCanceledException)
            {
                // A stream that was said to go on.
                ends++;
            }
        }

        Assert.True(ends > 0 && lines > 0, $"{ends} ends, {lines} lines: damaged too little or too much");
    }

    [Fact]
    public async Task A_folder_that_goes_away_ends_the_session_with_one_line()
    {
        using var work = new TemporaryFolder();
        await using var relay = new ScriptedRelay(TickTrace.With(1, 10));
        relay.Change(LiveCommand.GetNextIndex, answer =>
        {
            foreach (var folder in Directory.EnumerateDirectories(work.Path)) Directory.Delete(folder, recursive: true);
            return answer;
        });

        var failure = await Assert.ThrowsAsync<LttngLiveException>(() => CountAsync(relay, Quick with { WorkFolder = work.Path }));

        Assert.StartsWith($"{relay.Address}: packets cannot be kept in {work.Path}/live-", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_cannot_write_on_the_terminal()
    {
        await using var relay = new ScriptedRelay();
        relay.On(LiveCommand.ListSessions, _ => [.. ScriptedRelay.Bytes(1u, 1UL, 1u, 0u, 0u), .. ScriptedRelay.Text("\e[2J", 64), .. ScriptedRelay.Text("a\nb", 255)]);

        var failure = await Assert.ThrowsAsync<LttngLiveException>(() => CountAsync(relay, Quick));

        Assert.EndsWith($": no such session; its live sessions: net://127.0.0.1:{relay.Address.Port}/host/?[2J/a?b", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_talks_first_is_no_relay_daemon()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var address = new LttngLiveAddress("127.0.0.1", ((IPEndPoint)listener.LocalEndpoint).Port, "host", "session");
        var connecting = LttngLiveSession.ConnectAsync(address, Quick);
        using var talker = await listener.AcceptTcpClientAsync();
        await talker.GetStream().WriteAsync("SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n"u8.ToArray());

        var failure = await Assert.ThrowsAsync<LttngLiveException>(() => connecting);

        Assert.Contains("of the live protocol; 2.4 or newer of 2 is understood", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_where_nobody_listens_is_named()
    {
        var port = FreePort.Next();

        var failure = await Assert.ThrowsAsync<LttngLiveException>(() => LttngLiveSession.ConnectAsync(new LttngLiveAddress("127.0.0.1", port, "host", "session"), Quick));

        Assert.Equal($"net://127.0.0.1:{port}: Connection refused: no relay daemon (lttng-relayd) can be reached at port {port} of 127.0.0.1", failure.Message);
    }

    private static byte[] Index(ulong offset, ulong bits, uint status) => [.. TickTrace.Index(offset, bits), .. ScriptedRelay.Bytes(status, 0u)];

    private static async Task<LiveCounting> CountAsync(ScriptedRelay relay, LttngLiveOptions options)
    {
        await using var session = await LttngLiveSession.ConnectAsync(relay.Address, options);
        await using var counting = new LiveCounting(session);
        await counting.EndAsync();
        return counting;
    }
}
