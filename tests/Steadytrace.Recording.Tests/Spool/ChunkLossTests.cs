using Steadytrace.Recording.Spool;
using Steadytrace.Recording.Tests.Lttng;
using Steadytrace.Recording.Tests.Tracefs;
using Steadytrace.Recording.Tracefs;
using Steadytrace.Testing;
using Steadytrace.Traces;

namespace Steadytrace.Recording.Tests.Spool;

/// <summary>What a tracer lost, by CPU, agrees with its own statistics and with the count of the chunks.</summary>
public sealed class ChunkLossTests
{
    /// <summary>In about one of ten the session daemon's statistics say nothing.</summary>
    private const int MostStorms = 5;

    [Fact]
    public void What_streams_say_before_and_after_is_lost_between_by_cpu()
    {
        var loss = ChunkLoss.Of(
            "/nowhere",
            [new StreamTail("a/channel0_0", 5, null), new StreamTail("b/channel0_0", 1, null), new StreamTail("a/channel0_1", 7, null)],
            [new StreamTail("a/channel0_0", 8, null), new StreamTail("b/channel0_0", 2, null), new StreamTail("a/channel0_1", 7, null), new StreamTail("a/channel0_12", 100, null)]);

        Assert.Equal([new LossOfCpu("cpu 12", 100, 0), new LossOfCpu("cpu 0", 4, 0)], loss);
    }

    [Fact]
    public void A_counter_that_wraps_around_is_followed()
    {
        Assert.Equal(6, Assert.Single(ChunkLoss.Of("/nowhere", [new StreamTail("c_3", uint.MaxValue - 1, null)], [new StreamTail("c_3", 4, null)])).Events);
    }

    [Fact]
    public void A_counter_that_went_back_to_zero_did_not_wrap()
    {
        Assert.Empty(ChunkLoss.Of("/nowhere", [new StreamTail("c_3", 2_491_183, null), new StreamTail("c_4", 1UL << 40, null)], [new StreamTail("c_3", 0, null), new StreamTail("c_4", 7, null)]));
    }

    [Fact]
    public void Where_nobody_knows_how_it_stood_before_nothing_is_made_up()
    {
        Assert.Empty(ChunkLoss.Of("/nowhere", null, [new StreamTail("c_3", 4, null)]));
    }

    [Fact]
    public void More_cpus_than_the_limit_are_added_up_and_the_sum_stays()
    {
        var losses = LossOfCpu.Largest(Enumerable.Range(1, 1000).Select(cpu => new LossOfCpu($"cpu {cpu}", cpu, 1)));

        Assert.Equal((LossOfCpu.MaxCpus, LossOfCpu.Others, "cpu 1000"), (losses.Count, losses[^1].Cpu, losses[0].Cpu));
        Assert.Equal((500_500, 1000), (losses.Sum(loss => loss.Events), losses.Sum(loss => loss.Packets)));
        Assert.Equal(500_500 + 9, LossOfCpu.Largest(losses.Append(new LossOfCpu("cpu 7", 9, 0))).Sum(loss => loss.Events));
    }

    [TracefsFact]
    public async Task Of_an_overloaded_kernel_recorded_and_lost_agree_with_its_own_statistics_on_each_cpu()
    {
        await using var run = new TracedRun(new TracefsOptions { BufferKibPerCpu = 64, PollMilliseconds = 10_000, ExcludeOwnProcess = false });
        await run.StartAsync();
        await run.Recorder.DisposeAsync();
        run.Mark(0, 100_000);
        Assert.True(await run.SucceedAsync());
        File.WriteAllText(Path.Combine(run.Instance, "tracing_on"), "0");
        var instance = new TracefsInstance(TracedRun.Root, Path.GetFileName(run.Instance));
        var kernel = instance.Cpus.ToDictionary(cpu => $"cpu {cpu}", cpu => instance.Counters(cpu).Lost);
        // Not switched on again: what is recorded from then on would overwrite more.
        await run.StopAsync();

        var loss = ChunkLoss.Of(run.Chunks[0], run.Cuts[0].Tails, run.Cuts[0].Tails);

        Assert.True(kernel.Values.Sum() > 10_000, $"{kernel.Values.Sum()} events overwritten");
        foreach (var (cpu, lost) in kernel) Assert.Equal(lost, loss.FirstOrDefault(one => one.Cpu == cpu)?.Events ?? 0);
        var tally = run.Count(0);
        Assert.Equal((run.Cuts[0].RecordedEvents, loss.Sum(one => one.Events)), (tally.Events, tally.Lost));
        Assert.Equal(loss, LossOfCpu.Of(tally.Total()));
    }

    [LttngFact]
    public async Task Of_a_program_whose_calls_find_no_room_recorded_and_lost_are_all_its_calls_and_what_the_tracer_says_itself()
    {
        (long Lost, long? Said) storm;
        var storms = 0;
        do storm = await StormAsync();
        while (storm.Said is null && ++storms < MostStorms);

        Assert.True(storm.Said is not null, $"the session daemon's statistics are below zero after each of {MostStorms} storms");
        Assert.Equal(storm.Said, storm.Lost);
    }

    /// <summary>A session whose program calls more than there is room for: recorded and lost are all its calls.</summary>
    /// <returns>How many were lost, and how many the session daemon says; null where its statistics say nothing.</returns>
    private static async Task<(long Lost, long? Said)> StormAsync()
    {
        await using var bench = await LttngBench.WithDaemonAsync();
        await using var recorder = bench.Recorder(bench.Options with { SubBufferBytes = 65_536, SubBufferCount = 2 });
        await recorder.StartAsync(bench.Run(), bench.NextChunk(), CancellationToken.None);
        await using var program = await bench.Program.StartAsync(bench.Place);
        IReadOnlyList<StreamTail>? before = [];
        long recorded = 0, others = 0, lost = 0, byCpu = 0, calls = 0;

        // LTTng's own statedump of the program comes before its first call; it has some dozens of events, and room for all of them.
        for (var chunk = 0; chunk < 4; chunk++)
        {
            if (chunk > 0) calls = await program.CallAsync(200_000, pauseMicroseconds: 0);
            var cut = await recorder.CutAsync(bench.NextChunk(), CancellationToken.None);
            if (chunk == 0) Assert.All(cut.Tails!, tail => Assert.Equal(0UL, tail.EventsDiscarded));
            var tally = TraceCounter.Count(bench.Chunks[chunk], new CountOptions { Before = before }).Tally;
            var ours = tally.Total().ByEvent.Where(count => count.Key.Name == TracedProgram.Event).Sum(count => count.Value);
            (recorded, others, lost) = (recorded + ours, others + tally.Events - ours, lost + tally.Lost);
            Assert.Equal(ChunkLoss.Of(bench.Chunks[chunk], before, cut.Tails), LossOfCpu.Of(tally.Total()));
            byCpu += ChunkLoss.Of(bench.Chunks[chunk], before, cut.Tails).Sum(one => one.Events);
            before = cut.Tails;
        }

        Assert.True(others > 0, "no statedump");
        Assert.True(lost > 1000, $"{lost} calls found no room");
        Assert.Equal(lost, byCpu);
        Assert.Equal(calls, recorded + lost);
        var said = await bench.DiscardedAsync();
        await recorder.StopAsync(CancellationToken.None);
        return (lost, said);
    }
}
