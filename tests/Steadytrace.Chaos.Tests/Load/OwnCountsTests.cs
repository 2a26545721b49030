using Steadytrace.Chaos.Load;

namespace Steadytrace.Chaos.Tests.Load;

public sealed class OwnCountsTests
{
    private readonly OwnCounts _counts = new(10);

    [Fact]
    public void Bursts_within_an_interval_are_added_up_for_it()
    {
        Burst(101, 102, 5);
        Burst(103, 109, 7);
        Burst(111, 112, 1);

        Assert.Equal([(100, 110, 12), (110, 120, 1)], Spans());
        Assert.Equal(13, _counts.Total);
    }

    [Fact]
    public void A_burst_over_an_intervals_end_makes_one_of_the_two()
    {
        Burst(101, 102, 5);
        Burst(109, 111, 7);
        Burst(115, 116, 1);
        Burst(121, 122, 2);

        Assert.Equal([(100, 120, 13), (120, 130, 2)], Spans());
    }

    [Fact]
    public void So_near_to_the_end_that_the_clocks_may_differ_is_over_it()
    {
        Burst(101, 109.99, 5);

        Assert.Equal([(100, 120, 5)], Spans());
    }

    [Fact]
    public void Bursts_told_in_any_order_end_in_the_same_spans()
    {
        Burst(121, 122, 2);
        Burst(109, 121, 7);
        Burst(101, 102, 5);

        Assert.Equal([(100, 130, 14)], Spans());
    }

    private void Burst(double before, double after, long calls) => _counts.Add(before, after, calls, [("events.a", calls)]);

    private IEnumerable<(long, long, long)> Spans() => _counts.Spans().Select(span => (span.From, span.Until, span.Counts["events.a"]));
}
