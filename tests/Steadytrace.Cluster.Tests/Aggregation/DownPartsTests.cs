using Steadytrace.Cluster.Aggregation;

namespace Steadytrace.Cluster.Tests.Aggregation;

public sealed class DownPartsTests
{
    private readonly DownParts _down = new(first: TimeSpan.FromMinutes(1), longest: TimeSpan.FromMinutes(4));

    [Fact]
    public void What_stays_down_is_started_again_at_growing_distances()
    {
        var started = new List<int>();
        for (var minute = 0; minute < 20; minute++)
        {
            _down.Told("a:1", "pool", Minute(minute));
            if (_down.Due(Minute(minute)).Count > 0) started.Add(minute);
        }

        Assert.Equal([1, 3, 7, 11, 15, 19], started);
    }

    [Fact]
    public void What_is_told_of_no_more_is_let_alone_and_forgotten()
    {
        Assert.True(_down.Told("a:1", "pool", Minute(0)));
        Assert.False(_down.Told("a:1", "pool", Minute(0.5)));
        Assert.Equal([("a:1", "pool")], _down.Due(Minute(1)));

        Assert.Empty(_down.Due(Minute(4)));
        Assert.Empty(_down.Due(Minute(60)));

        Assert.Equal(0, _down.Count);
    }

    private static TimeSpan Minute(double minutes) => TimeSpan.FromMinutes(minutes);
}
