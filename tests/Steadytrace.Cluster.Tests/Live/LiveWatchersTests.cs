using Akka.TestKit.Xunit2;
using Steadytrace.Cluster.Live;

namespace Steadytrace.Cluster.Tests.Live;

public sealed class LiveWatchersTests : TestKit
{
    private readonly LiveWatchers _watchers = new();

    [Fact]
    public void A_watcher_stays_for_ten_seconds_after_its_last_word()
    {
        _watchers.Renew(TestActor, TimeSpan.Zero);
        _watchers.Renew(TestActor, TimeSpan.FromSeconds(6));

        _watchers.Expire(TimeSpan.FromSeconds(15.9));
        Assert.False(_watchers.IsEmpty);
        _watchers.Expire(TimeSpan.FromSeconds(16));
        Assert.True(_watchers.IsEmpty);
    }

    [Fact]
    public void Messages_are_numbered_for_each_and_from_0_again_when_all_begin_anew()
    {
        _watchers.Renew(TestActor, TimeSpan.Zero);
        var watcher = _watchers.All.Single();

        Assert.True(watcher.IsNew);
        Assert.Equal([0L, 1L], new[] { watcher.Next(), watcher.Next() });
        Assert.False(watcher.IsNew);
        _watchers.BeginAnew();
        Assert.True(watcher.IsNew);
        Assert.Equal(0, watcher.Next());
    }

    [Fact]
    public void More_than_there_is_room_for_are_refused_and_those_who_are_there_stay()
    {
        var actors = Enumerable.Range(0, LiveWatchers.Most + 1).Select(_ => CreateTestProbe().Ref).ToList();

        var taken = actors.Select(actor => _watchers.Renew(actor, TimeSpan.Zero)).ToList();

        Assert.Equal(actors.Select((_, number) => number < LiveWatchers.Most), taken);
        Assert.True(_watchers.Renew(actors[0], TimeSpan.FromSeconds(1)));
        _watchers.Remove(actors[0]);
        Assert.True(_watchers.Renew(actors[^1], TimeSpan.FromSeconds(1)));
    }
}
