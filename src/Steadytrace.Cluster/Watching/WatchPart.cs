using Akka.Actor;
using Akka.Event;
using Steadytrace.Cluster.Messages;
using Steadytrace.Cluster.Parts;

namespace Steadytrace.Cluster.Watching;

/// <summary>Gathers live counts from all tracers of the cluster while somebody looks, and for nobody else. At <c>/user/watch</c> of every node.</summary>
public sealed class WatchPart : Part
{
    private readonly WatchOptions _options;
    private readonly Func<IReadOnlyList<TracerNode>> _tracers;
    private readonly TimeProvider _clock;
    private readonly LiveWindow _window;
    private readonly List<Waiter> _waiting = [];
    private DateTimeOffset? _lastAsked;

    /// <param name="context">Runs it.</param>
    /// <param name="options">Its limits.</param>
    /// <param name="tracers">The tracers that can be reached now.</param>
    /// <param name="clock">The time.</param>
    public WatchPart(IPartContext context, WatchOptions options, Func<IReadOnlyList<TracerNode>> tracers, TimeProvider clock)
        : base(context)
    {
        (_options, _tracers, _clock) = (options, tracers, clock);
        _window = new LiveWindow(clock.GetUtcNow().UtcTicks);
        Receive<LiveWanted>(OnWanted);
        Receive<LiveTally>(OnTally);
        Receive<AnswerDue>(_ => OnAnswerDue());
        Receive<RenewalDue>(_ => OnRenewalDue());
    }

    private bool IsWatching => _lastAsked is not null;

    /// <inheritdoc/>
    public override void OnStop()
    {
        if (IsWatching) TellAll(new UnwatchLive(Self));
    }

    private void OnWanted(LiveWanted wanted)
    {
        if (_waiting.Count >= _options.MostWaiting)
        {
            Sender.Tell(new LiveRefused($"{_options.MostWaiting} look at this node's live counts already: look at another node's"));
            return;
        }

        var isFirst = !IsWatching;
        _lastAsked = _clock.GetUtcNow();
        _waiting.Add(new Waiter(Sender, wanted, _clock.GetUtcNow() + wanted.Wait));
        if (!isFirst) return;
        TellAll(new WatchLive(null, Self));
        Context.After(_options.AnswerEvery, new AnswerDue());
        Context.After(_options.RenewEvery, new RenewalDue());
    }

    private void OnTally(LiveTally tally)
    {
        if (!IsWatching || _window.Take(tally)) return;
        Context.Log.Debug("Live counts of {0} were lost on the way: its tracer is asked to begin anew", tally.Chunk.Source);
        if (_tracers().FirstOrDefault(tracer => tracer.Name == tally.Node) is not { } node) return;
        node.Node.Tell(new UnwatchLive(Self), Self);
        node.Node.Tell(new WatchLive(null, Self), Self);
    }

    private void OnAnswerDue()
    {
        var now = _clock.GetUtcNow();
        foreach (var waiter in _waiting.Where(waiter => waiter.Until <= now || _window.Version > waiter.Wanted.After).ToList())
        {
            waiter.Asker.Tell(new LiveGiven(_window.Since(waiter.Wanted.After, waiter.Wanted.Host, now)));
            _waiting.Remove(waiter);
        }

        if (IsWatching) Context.After(_options.AnswerEvery, new AnswerDue());
    }

    private void OnRenewalDue()
    {
        if (_waiting.Count == 0 && _clock.GetUtcNow() - _lastAsked > _options.RestAfter)
        {
            _lastAsked = null;
            TellAll(new UnwatchLive(Self));
            _window.Clear();
            return;
        }

        _window.Keep(_tracers().Select(tracer => tracer.Name).ToHashSet());
        TellAll(new WatchLive(null, Self));
        Context.After(_options.RenewEvery, new RenewalDue());
    }

    private void TellAll(object message)
    {
        foreach (var tracer in _tracers()) tracer.Node.Tell(message, Self);
    }

    private sealed record Waiter(IActorRef Asker, LiveWanted Wanted, DateTimeOffset Until);
}
