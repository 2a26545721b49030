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
    public bool Tallies_added_in_any_grouping_have_one_encoding(int a, int b, int c)
    {
        var left = Sum(Sum(Random(a), Random(b)), Random(c));
        var right = Sum(Random(c), Sum(Random(b), Random(a)));

        return TallyCodec.Encode(left).AsSpan().SequenceEqual(TallyCodec.Encode(right));
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
        try
        {
            return TallyCodec.Decode(encoded) is not null;
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
        }

        return tally;
    }
}
