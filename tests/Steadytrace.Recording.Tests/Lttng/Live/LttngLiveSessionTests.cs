using Steadytrace.Recording.Lttng.Live;
using Steadytrace.Testing;
using Steadytrace.Traces;
using Steadytrace.Traces.Tallies;

namespace Steadytrace.Recording.Tests.Lttng.Live;

public sealed class LttngLiveSessionTests
{
    private static CountOptions InSeconds => new() { Interval = IntervalLength.All[0], Before = [] };

    [LttngFact]
    public async Task What_is_counted_live_is_what_the_relay_daemon_wrote()
    {
        await using var bench = await LiveBench.StartAsync();
        await bench.Relay.RecordAsync(LiveBench.Session);
        await using var session = await bench.ConnectAsync();
        await using var counting = new LiveCounting(session);
        var ending = counting.EndAsync();
        long calls;

        await using (var first = await bench.Program.StartAsync(bench.Place))
        {
            calls = await first.CallAsync(100_000);
            await using var second = await bench.Program.StartAsync(bench.Place);
            calls += await second.CallAsync(50_000);
        }

        await bench.DestroyAsync();
        await ending;

        Assert.Empty(counting.Problems);
        Assert.Equal(calls, counting.Calls);
        Assert.Equal(await BabeltraceViewer.CountAsync(bench.Relay.Output), counting.ByPair);
        Assert.Equal(Described(TraceCounter.Count(bench.Relay.Output, InSeconds).Tally), Described(counting.Counts));
    }

    [LttngFact]
    public async Task A_session_from_its_beginning_is_what_babeltrace2_saw_of_it_live()
    {
        await using var bench = await LiveBench.StartAsync();
        await bench.Relay.RecordAsync(LiveBench.Session);
        await using var other = BabeltraceViewer.Follow(bench.Relay.AddressOf(LiveBench.Session));
        await using var program = await bench.Program.StartAsync(bench.Place);
        await program.CallAsync(20_000);
        await Eventually.HoldsAsync(() => other.Events >= 20_000, "babeltrace2 prints the calls", TimeSpan.FromSeconds(60));
        var seen = await other.InterruptAsync();

        await using var session = await bench.ConnectAsync(fromBeginning: true);
        await using var counting = new LiveCounting(session);
        await counting.UntilAsync(() => counting.Counts.Events >= seen.Values.Sum(), "all that babeltrace2 saw");

        Assert.Equal(20_000, counting.Calls);
        Assert.Equal(seen, counting.ByPair);
    }

    // What a program with buffers of its own leaves when it ends, relay daemons of 2.13 do not give to viewers: here each lives until its calls are counted.
    [LttngFact]
    public async Task Programs_with_buffers_of_their_own_come_and_go()
    {
        await using var bench = await LiveBench.StartAsync();
        await bench.Relay.RecordAsync(LiveBench.Session, "--buffers-pid");
        await using var session = await bench.ConnectAsync();
        await using var counting = new LiveCounting(session);

        for (var number = 1; number <= 3; number++)
        {
            await using var program = await bench.Program.StartAsync(bench.Place);
            await program.CallAsync(1000);
            var now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() * 1_000_000;
            await counting.UntilAsync(() => counting.Calls >= number * 1000 && counting.Last!.CompleteUntilUnixNs > now, $"all of program {number}");
        }

        await counting.UntilAsync(() => counting.Last!.Streams == 0, "the streams of the programs are gone");
        await bench.DestroyAsync();
        await counting.EndAsync();

        Assert.Empty(counting.Problems);
        Assert.Equal(await BabeltraceViewer.CountAsync(bench.Relay.Output), counting.ByPair);
    }

    [LttngFact]
    public async Task What_a_program_lost_is_told_though_it_is_counted_piece_by_piece()
    {
        await using var bench = await LiveBench.StartAsync();
        await bench.Relay.RecordAsync(LiveBench.Session, "--subbuf-size=4096", "--num-subbuf=2");
        await using var session = await LttngLiveSession.ConnectAsync(bench.Address, new LttngLiveOptions { SegmentBytes = 1 << 16, TallyMilliseconds = 10 });
        await using var counting = new LiveCounting(session);
        var ending = counting.EndAsync();

        await using (var program = await bench.Program.StartAsync(bench.Place))
        {
            await program.CallAsync(200_000, pauseMicroseconds: 0);
            await program.CallAsync(1000, batch: 10, pauseMicroseconds: 1000);
        }

        await bench.DestroyAsync();
        await ending;

        var files = TraceCounter.Count(bench.Relay.Output, InSeconds).Tally;
        Assert.True(files.Lost > 0, "the buffers were large enough");
        Assert.Equal(Described(files), Described(counting.Counts));
    }

    [LttngFact]
    public async Task From_now_on_nothing_counts_that_the_relay_daemon_had_before()
    {
        await using var bench = await LiveBench.StartAsync();
        await bench.Relay.RecordAsync(LiveBench.Session, "--subbuf-size=4096", "--num-subbuf=2");
        await using var program = await bench.Program.StartAsync(bench.Place);
        await program.CallAsync(200_000, pauseMicroseconds: 0);
        await using (var earlier = await bench.ConnectAsync(fromBeginning: true))
        {
            await using var before = new LiveCounting(earlier);
            var now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() * 1_000_000;
            await before.UntilAsync(() => before.Last?.CompleteUntilUnixNs > now, "all that the program did is at the relay daemon");
            Assert.True(before.Counts.Lost > 0, "the buffers were large enough");
        }

        await using var session = await bench.ConnectAsync();
        await using var counting = new LiveCounting(session);
        await program.CallAsync(500, batch: 10, pauseMicroseconds: 1000);
        await counting.UntilAsync(() => counting.Calls >= 500, "the later calls");

        Assert.Equal(500, counting.Calls);
        Assert.Equal(500, counting.Counts.Events);
        Assert.Equal(0, counting.Counts.Lost);
    }

    [LttngFact]
    public async Task A_relay_daemon_that_dies_is_told_behind_all_that_came_before()
    {
        await using var bench = await LiveBench.StartAsync();
        await bench.Relay.RecordAsync(LiveBench.Session);
        await using var session = await bench.ConnectAsync();
        await using var counting = new LiveCounting(session);
        await using var program = await bench.Program.StartAsync(bench.Place);
        await program.CallAsync(1000);
        await counting.UntilAsync(() => counting.Calls >= 1000, "the calls");

        await bench.Relay.KillAsync();

        var failure = await Assert.ThrowsAsync<LttngLiveException>(counting.EndAsync);
        Assert.Equal(1000, counting.Calls);
        Assert.Matches($"^net://127.0.0.1:{bench.Relay.LivePort}: the (relay daemon closed the connection|connection broke: .*)$", failure.Message);
    }

    [LttngFact]
    public async Task A_second_viewer_is_refused_until_the_first_one_leaves()
    {
        await using var bench = await LiveBench.StartAsync();
        await bench.Relay.RecordAsync(LiveBench.Session);
        var first = await bench.ConnectAsync();

        var refusal = await Assert.ThrowsAsync<LttngLiveException>(() => bench.ConnectAsync());
        await first.DisposeAsync();
        await using var second = await bench.ConnectAsync();

        Assert.Equal($"{bench.Address}: another viewer is attached to the session, and there can be one", refusal.Message);
    }

    [LttngFact]
    public async Task Whoever_names_no_session_is_told_which_there_are()
    {
        await using var bench = await LiveBench.StartAsync();
        await bench.Relay.RecordAsync(LiveBench.Session);

        var other = await Assert.ThrowsAsync<LttngLiveException>(() => LttngLiveSession.ConnectAsync(bench.Address with { Session = "other" }, new LttngLiveOptions()));
        var none = await Assert.ThrowsAsync<LttngLiveException>(() => LttngLiveSession.ConnectAsync(bench.Address with { Session = "", TracedHost = "" }, new LttngLiveOptions()));

        Assert.EndsWith($"/other: no such session; its live sessions: {bench.Address}", other.Message, StringComparison.Ordinal);
        Assert.EndsWith($": no session named; its live sessions: {bench.Address}", none.Message, StringComparison.Ordinal);
    }

    [LttngFact]
    public async Task Nothing_but_the_counts_stays_of_a_session()
    {
        await using var bench = await LiveBench.StartAsync();
        await bench.Relay.RecordAsync(LiveBench.Session);
        using var work = new TemporaryFolder();
        await using var program = await bench.Program.StartAsync(bench.Place);

        await using (var session = await LttngLiveSession.ConnectAsync(bench.Address, new LttngLiveOptions { WorkFolder = work.Path, TallyMilliseconds = 10 }))
        {
            await using var counting = new LiveCounting(session);
            await program.CallAsync(1000);
            await counting.UntilAsync(() => counting.Calls >= 1000, "the calls");
            Assert.Equal(["metadata"], Directory.EnumerateFiles(work.Path, "*", SearchOption.AllDirectories).Select(Path.GetFileName).Distinct());
        }

        Assert.Empty(Directory.EnumerateFileSystemEntries(work.Path));
    }

    private static string Described(Tally tally) => string.Join('\n', tally.Intervals.Select(second =>
        $"{second.Key}: {second.Value.Events} events, {second.Value.Lost} lost, {second.Value.LostPackets} packets lost").Append($"{tally.Packets} packets, {tally.Untimed.Events} events without time"));
}
