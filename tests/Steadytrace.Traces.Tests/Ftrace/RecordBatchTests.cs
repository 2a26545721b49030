using Steadytrace.Traces.Ftrace;
using Steadytrace.Traces.Tallies;

namespace Steadytrace.Traces.Tests.Ftrace;

/// <summary>The fast loop reads little-endian pages only: the same records in big-endian pages are counted by the careful loop alone.</summary>
public sealed class RecordBatchTests
{
    private const ulong Second = 1_000_000_000;

    [Theory]
    [InlineData(4096, false, false)]
    [InlineData(4096, true, false)]
    [InlineData(65536, true, false)]
    [InlineData(4096, false, true)]
    [InlineData(4096, true, true)]
    [InlineData(65536, true, true)]
    public void The_fast_loop_and_the_careful_one_count_the_same(int pageBytes, bool intervals, bool cpuTime)
    {
        var options = new CountOptions { Interval = intervals ? IntervalLength.All[0] : null, CpuTime = cpuTime };
        for (var seed = 1; seed <= 25; seed++)
        {
            var (fast, fastFaults) = Count(KernelTexts.Description(pageBytes, littleEndian: true), seed, options);
            var (careful, carefulFaults) = Count(KernelTexts.Description(pageBytes, littleEndian: false), seed, options);
            Assert.True(TallyCodec.Encode(fast).SequenceEqual(TallyCodec.Encode(careful)), $"seed {seed}");
            Assert.Equal(carefulFaults.Select(fault => (fault.Packet, fault.ByteOffset, fault.Reason)), fastFaults.Select(fault => (fault.Packet, fault.ByteOffset, fault.Reason)));
            Assert.True(fast.Events > 100, $"seed {seed}: {fast.Events} events");
            Assert.Equal(cpuTime, fast.Total().CpuByProcess.Count > 10);
        }
    }

    [Fact]
    public void Two_kinds_of_switch_in_one_description_are_each_read_at_their_own_places()
    {
        var plain = KernelTexts.Description();
        var second = plain.Events[0].Format.Replace($"ID: {KernelTexts.SwitchId}", "ID: 9").Replace("offset:44", "offset:2000");
        var description = plain with { Events = [.. plain.Events, new FtraceEventFormat("sched", second)] };
        using var chunk = new ChunkFolder(description).Cpu(0, new PageBuilder(plain, 1).Switch(5, "five", 6, "six").Switch(6, "six", 5, "five").Switch(5, "five", 6, "six").Tick(6).Page());
        Assert.Equal(new Dictionary<string, long> { ["five"] = 2, ["six"] = 2 }, chunk.Count().Total().ByProcess);
    }

    private static (Tally Tally, List<TraceFault> Faults) Count(FtraceDescription description, int seed, CountOptions options)
    {
        var random = new Random(seed);
        var names = Enumerable.Range(0, 40_000).Select(pid => $"thread{pid % 50}").ToArray();
        using var chunk = new ChunkFolder(description).Names("3 three\n4 four\n");
        for (var cpu = 0; cpu < 2; cpu++)
        {
            var (time, current) = (5 * Second, 1);
            var pages = new List<byte[]>();
            for (var number = 0; number < (description.PageBytes > 4096 ? 2 : 12); number++)
            {
                var page = new PageBuilder(description, time);
                while (page.Left >= 140)
                {
                    time += Second / 1000;
                    Add(page, random.Next(60), ref current, (uint)random.Next(1_000_000));
                }

                if (random.Next(40) == 0) page.Head(14, 1);
                if (random.Next(4) == 0) page.Lost((ulong)random.Next(1000));
                pages.Add(page.Page());
            }

            chunk.Cpu(cpu, [.. pages]);
        }

        return chunk.CountWithFaults(options);

        void Add(PageBuilder page, int kind, ref int current, uint delta)
        {
            var other = Thread();
            switch (kind)
            {
                case 0: page.Extend(Second / 5); break;
                case 1: page.Long(current, 120); break;
                case 2: page.Padding(16, delta); break;
                case 3: page.Exec(current, "/bin/" + (names[current] = $"exec{random.Next(9)}"), delta); break;
                case 4: page.Fork(current, other, names[other] = $"fork{random.Next(9)}", delta); break;
                case 5: page.Rename(current, other, names[other] = $"new{random.Next(9)}", delta); break;
                case 6: page.Unknown(random.Next(2000), current); break;
                case 7: page.Call(KernelTexts.EnterId, current, random.Next(3) switch { 0 => -1, 1 => 258, _ => 1L << 32 }, delta); break;
                case 8: page.Tick(random.Next(-5, 20_000), delta); break;
                case 9: page.Switch(current, "one-more", current = other, names[other], delta); break;
                case 10: names[other] = $"silent{random.Next(9)}"; break;
                case < 25: page.Call(random.Next(2) == 0 ? KernelTexts.EnterId : KernelTexts.ExitId, current, random.Next(2) * 257, delta); break;
                case < 40: page.Switch(current, names[current], other, names[other], delta); current = other; break;
                default: page.Tick(current, delta); break;
            }
        }

        // Some threads share a place in the cache.
        int Thread() => random.Next(4) == 0 ? random.Next(20_000) : random.Next(8) * (random.Next(2) * 4095 + 1);
    }
}
