using FsCheck;
using FsCheck.Xunit;
using Steadytrace.Traces.Tallies;

namespace Steadytrace.Traces.Tests.Tallies;

public sealed class TallyCodecTests
{
    [Property]
    public bool A_tally_makes_the_round_trip(int seed)
    {
        var tally = Random(seed);

        var back = TallyCodec.Decode(TallyCodec.Encode(tally));

        return TallyCodec.Encode(back).AsSpan().SequenceEqual(TallyCodec.Encode(tally)) && back.Events == tally.Events && back.Lost == tally.Lost
            && back.Intervals.Count == tally.Intervals.Count;
    }

    [Property]
    public bool Without_pairs_it_is_the_same_tally_otherwise(int seed)
    {
        var tally = Random(seed);
        var encoded = TallyCodec.Encode(tally);
        var whole = TallyCodec.Decode(encoded);
        foreach (var interval in whole.Intervals.Values.Append(whole.Untimed)) interval.ByPair.Clear();

        return TallyCodec.Encode(TallyCodec.DecodeWithoutPairs(encoded)).AsSpan().SequenceEqual(TallyCodec.Encode(whole));
    }

    [Property]
    public bool Tallies_added_in_any_grouping_have_one_encoding(int a, int b, int c)
    {
        var left = Sum(Sum(Random(a), Random(b)), Random(c));
        var right = Sum(Random(c), Sum(Random(b), Random(a)));

        return TallyCodec.Encode(left).AsSpan().SequenceEqual(TallyCodec.Encode(right));
    }

    [Fact]
    public void Loss_by_cpu_makes_the_round_trip_and_a_tally_without_it_is_as_it_always_was()
    {
        var tally = new Tally();
        tally.Interval(60).Add(TracedEvent.FromName("sched_switch"), "bash", 3);
        var before = TallyCodec.Encode(tally);
        tally.Interval(60).Lose(3, new LostOnCpu(7, 1));
        tally.Interval(60).Lose(LostOnCpu.Others, new LostOnCpu(0, 2));

        var back = TallyCodec.Decode(TallyCodec.Encode(tally)).Intervals[60];

        Assert.Equal(1, before[0]);
        Assert.Equal([(LostOnCpu.Others, new LostOnCpu(0, 2)), (3, new LostOnCpu(7, 1))], back.LostByCpu.Select(loss => (loss.Key, loss.Value)));
        Assert.Equal((7, 3), (back.Lost, back.LostPackets));
    }

    [Property]
    public bool Its_cpu_time_makes_the_round_trip_too(int seed)
    {
        var tally = Random(seed & ~1);

        var back = TallyCodec.Decode(TallyCodec.Encode(tally));

        return back.Total().CpuLost == tally.Total().CpuLost && back.Total().CpuByProcess.OrderBy(time => time.Key).SequenceEqual(tally.Total().CpuByProcess.OrderBy(time => time.Key));
    }

    [Fact]
    public void A_name_that_is_read_again_is_the_same_copy_and_a_long_or_foreign_one_is_read_as_it_is()
    {
        string[] names = ["bash", "größe \U0001F600", new string('x', 65), ""];
        var tally = new Tally();
        foreach (var name in names) tally.Interval(60).Add(TracedEvent.FromName("sched_switch"), name, 1);
        var encoded = TallyCodec.Encode(tally);

        var (one, other) = (TallyCodec.Decode(encoded).Intervals[60], TallyCodec.Decode(encoded).Intervals[60]);

        Assert.Equal(names.Order(StringComparer.Ordinal), one.ByProcess.Keys.Order(StringComparer.Ordinal));
        Assert.Same(one.ByProcess.Keys.Single(name => name == "bash"), other.ByProcess.Keys.Single(name => name == "bash"));
        Assert.Same(one.ByEvent.Keys.Single().Name, other.ByEvent.Keys.Single().Name);
    }

    [Fact]
    public void Only_a_tally_with_cpu_time_is_written_in_a_version_of_its_own()
    {
        Assert.InRange(TallyCodec.Encode(Random(1))[0], 1, 2);
        Assert.Equal(3, TallyCodec.Encode(Random(2))[0]);
    }

    [Fact]
    public void More_cpus_than_the_limit_count_together()
    {
        var tally = new Tally();
        for (var cpu = 0; cpu < LostOnCpu.MaximumCpus + 10; cpu++) tally.Untimed.Lose(cpu, new LostOnCpu(1, 0));

        Assert.Equal(LostOnCpu.MaximumCpus + 1, tally.Untimed.LostByCpu.Count);
        Assert.Equal(10, tally.Untimed.LostByCpu[LostOnCpu.Others].Events);
    }

    [Property]
    public bool A_prefix_is_never_a_whole_tally(int seed, NonNegativeInt cut)
    {
        var encoded = TallyCodec.Encode(Random(seed));
        try
        {
            TallyCodec.Decode(encoded[..(cut.Get % encoded.Length)]);
            return false;
        }
        catch (InvalidDataException)
        {
            return true;
        }
    }

    [Property(MaxTest = 2000)]
    public bool Damaged_bytes_give_a_tally_or_an_error_that_names_the_fault(int seed, NonNegativeInt at, byte value)
    {
        var encoded = TallyCodec.Encode(Random(seed));
        encoded[at.Get % encoded.Length] = value;

        return IsTallyOrError(() => TallyCodec.Decode(encoded)) && IsTallyOrError(() => TallyCodec.DecodeWithoutPairs(encoded));
    }

    [Fact]
    public void A_pair_of_an_event_that_is_not_there_is_found_by_who_does_not_keep_pairs_too()
    {
        var tally = new Tally();
        tally.Interval(60).Add(TracedEvent.FromName("sched_switch"), "bash", 3);
        var encoded = TallyCodec.Encode(tally);
        // The last three bytes: one pair, which, how often.
        encoded[^2] = 0x7f;

        Assert.Throws<InvalidDataException>(() => TallyCodec.Decode(encoded));
        Assert.Throws<InvalidDataException>(() => TallyCodec.DecodeWithoutPairs(encoded));
    }

    private static bool IsTallyOrError(Func<Tally> decode)
    {
        try
        {
            return decode() is not null;
        }
        catch (InvalidDataException error)
        {
            return error.Message.Length > 0;
        }
    }

    private static Tally Sum(Tally one, Tally other)
    {
        one.Add(other);
        return one;
    }

    private static Tally Random(int seed)
    {
        var random = new Random(seed);
        var tally = new Tally { Packets = random.Next(100) };
        for (var i = random.Next(30); i > 0; i--)
        {
            var interval = tally.Interval(random.Next(4) == 0 ? null : random.NextInt64(-5, 5) * 60);
            interval.Add(TracedEvent.FromName($"sched_{random.Next(5)}"), $"proc é {random.Next(5)}", random.NextInt64(1, 1L << 40));
            interval.Lost += random.Next(3);
            interval.LostPackets += random.Next(2);
            if (random.Next(3) == 0) interval.Lose(random.Next(-1, 4), new LostOnCpu(random.Next(3), random.Next(3)));
            if (seed % 2 != 0) continue;
            interval.AddCpu($"proc é {random.Next(8)}", random.NextInt64(1, 1L << 40));
            interval.CpuLost += random.Next(3);
        }

        return tally;
    }
}
