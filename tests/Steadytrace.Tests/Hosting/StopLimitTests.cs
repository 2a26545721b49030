using Microsoft.Extensions.Time.Testing;
using Steadytrace.Hosting;

namespace Steadytrace.Tests.Hosting;

public sealed class StopLimitTests
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);
    private readonly FakeTimeProvider _time = new();
    private readonly CancellationTokenSource _stopping = new();
    private int _ended;

    [Fact]
    public void A_node_that_runs_is_never_ended()
    {
        using var limit = new StopLimit(_stopping.Token, _time, () => _ended++);

        _time.Advance(TimeSpan.FromDays(400));

        Assert.Equal(0, _ended);
    }

    [Fact]
    public void A_node_that_does_not_come_to_its_end_is_ended_twenty_seconds_after_it_was_told_to_stop()
    {
        using var limit = new StopLimit(_stopping.Token, _time, () => _ended++);
        _time.Advance(TimeSpan.FromHours(1));

        _stopping.Cancel();

        _time.Advance(TimeSpan.FromSeconds(20) - Moment);
        Assert.Equal(0, _ended);
        _time.Advance(Moment);
        Assert.Equal(1, _ended);
    }

    [Fact]
    public void A_node_that_has_come_to_its_end_in_order_is_left_to_say_its_last_words()
    {
        using (new StopLimit(_stopping.Token, _time, () => _ended++)) _stopping.Cancel();

        _time.Advance(TimeSpan.FromDays(1));

        Assert.Equal(0, _ended);
    }
}
