using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Steadytrace.Console.Feed;
using Steadytrace.Testing;

namespace Steadytrace.Console.Tests.Feed;

public sealed class FleetFeedTests : IDisposable
{
    private readonly CannedFleet _fleet = new() { View = Fleets.Small() };
    private readonly FleetFeed _feed;
    private volatile FleetSnapshot _seen = FleetSnapshot.Nothing;

    public FleetFeedTests() =>
        _feed = new FleetFeed(_fleet, Options.Create(new FleetFeedOptions { Period = TimeSpan.FromMilliseconds(5), MostSeries = 3 }), NullLogger<FleetFeed>.Instance);

    public void Dispose() => _feed.Dispose();

    [Fact]
    public async Task Nobody_is_asked_while_no_page_is_open()
    {
        Assert.Equal(0, _fleet.Views);
        _feed.Subscribe(snapshot => _seen = snapshot).Dispose();
        await Eventually.HoldsAsync(() => !_feed.IsPolling, "the feed\'s state", TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task It_begins_again_with_the_next_page()
    {
        using (_feed.Subscribe(snapshot => _seen = snapshot)) await Eventually.HoldsAsync(() => _seen.View is not null, "the feed\'s state", TimeSpan.FromSeconds(20));
        var asked = _fleet.Views;
        using var second = _feed.Subscribe(snapshot => _seen = snapshot);
        await Eventually.HoldsAsync(() => _fleet.Views > asked + 2, "the feed\'s state", TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Each_page_gets_the_series_it_watches_and_no_more_are_asked_for_than_the_limit()
    {
        foreach (var name in (string[])["a", "b", "c", "d", "e"]) _fleet.AddSeries(name, 2, minute => minute);
        using var one = _feed.Subscribe(snapshot => _seen = snapshot);
        using var other = _feed.Subscribe(_ => { });
        one.Watch(["a", "gone"]);
        await Eventually.HoldsAsync(() => _seen.Series.ContainsKey("a") && !_seen.Series.ContainsKey("gone"), "the feed\'s state", TimeSpan.FromSeconds(20));

        other.Watch(["a", "b", "c", "d"]);
        await Eventually.HoldsAsync(() => _seen.Series.ContainsKey("b"), "the feed\'s state", TimeSpan.FromSeconds(20));
        Assert.DoesNotContain("d", _seen.Series.Keys);
    }

    [Fact]
    public async Task What_was_known_stays_beside_the_failure_until_the_fleet_answers_again()
    {
        using var page = _feed.Subscribe(snapshot => _seen = snapshot);
        await Eventually.HoldsAsync(() => _seen.View is not null, "the feed\'s state", TimeSpan.FromSeconds(20));

        _fleet.Failure = new InvalidOperationException("no aggregator");
        await Eventually.HoldsAsync(() => _seen.Failure == "no aggregator", "the feed\'s state", TimeSpan.FromSeconds(20));
        Assert.NotNull(_seen.View);

        _fleet.Failure = null;
        await Eventually.HoldsAsync(() => _seen.Failure is null, "the feed\'s state", TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task A_page_that_is_gone_does_not_keep_the_others_from_being_told()
    {
        using var gone = _feed.Subscribe(_ => throw new ObjectDisposedException("page"));
        using var page = _feed.Subscribe(snapshot => _seen = snapshot);
        await Eventually.HoldsAsync(() => _seen.View is not null, "the feed\'s state", TimeSpan.FromSeconds(20));
    }
}
