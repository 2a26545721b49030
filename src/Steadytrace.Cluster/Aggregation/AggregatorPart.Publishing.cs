using Akka.Actor;
using Steadytrace.Metrics.Names;
using Steadytrace.Recording;

namespace Steadytrace.Cluster.Aggregation;

/// <summary>What goes to the publisher: complete intervals, as many at once as there is room for, and at the end of the term none.</summary>
public sealed partial class AggregatorPart
{
    private static readonly TimeSpan HandOverLimit = TimeSpan.FromSeconds(5);

    /// <summary>Sources that may have more to publish than there was room for, the longest waiting first, each once.</summary>
    private readonly Queue<SourceId> _waiting = [];
    private bool _ready;
    private bool _handingOver;
    private int _publishing;

    /// <summary>How many intervals more may be on their way to the broker.</summary>
    private int Room => Math.Max(0, _options.MaxPublishing - _publishing);

    private void Publish(SourceId id, SourceEntry source)
    {
        if (!MayPublish(source)) return;
        foreach (var interval in source.Ledger.NextComplete(Room)) Send(id, source, interval, final: true);
        if (Room > 0 || source.IsWaiting) return;
        source.IsWaiting = true;
        _waiting.Enqueue(id);
    }

    /// <summary>Gives freed room to those who wait: looking through all sources at each confirm would take longer than publishing them.</summary>
    private void PublishWaiting()
    {
        // One that fills the room again waits behind the others.
        while (Room > 0 && _ready && !_handingOver && _waiting.TryDequeue(out var id))
        {
            if (!_sources.TryGetValue(id, out var source)) continue;
            source.IsWaiting = false;
            Publish(id, source);
        }
    }

    private void PublishPartial(SourceId id, SourceEntry source, long fromUnixNs)
    {
        if (!_ready || _handingOver) return;
        foreach (var interval in source.Ledger.Partial(fromUnixNs, UnixNowNs, Room)) Send(id, source, interval, final: false);
    }

    private void Send(SourceId id, SourceEntry source, LedgerInterval interval, bool final)
    {
        // A correction of an interval that was published as partial names all its processes: one that falls into the rest could not be put right.
        var options = source.MayHaveGoneOutAsPartial(interval.StartUnixSeconds) ? _options.Metrics.Unlimited() : _options.Metrics;
        if (!final) source.PublishedAsPartial.Add(interval.StartUnixSeconds);

        var batch = IntervalMetrics.Batch(source.Scope, interval.StartUnixSeconds, interval.Tally, interval.Lines, options);
        Remember(source, interval, batch.Lines.Count);
        _publishing++;
        if (_options.Publisher is null) Self.Tell(new Published(id, source.Number, batch, final));
        else _publisher.Tell(new Publish(id, source.Number, batch, final));
    }

    private void OnPublished(Published published)
    {
        _publishing = Math.Max(0, _publishing - 1);
        _lines += published.Batch.Lines.Count;
        _intervals++;
        _recent.Add(published.Batch);
        PublishWaiting();
        if (_sources.TryGetValue(published.Source, out var source) && source.Number == published.Ledger && published.Final)
        {
            source.PublishedAsPartial.Remove(published.Batch.StartUnixSeconds);
            if (source.Ledger.Confirm(published.Batch.StartUnixSeconds)) Answer(published.Source, source);
            Publish(published.Source, source);
        }

        if (_handingOver && _publishing == 0) Context.Stop();
    }

    private void OnPublisherLost(PublisherLost lost)
    {
        (_ready, _publishing, _publisherState, _lastFailure) = (false, 0, "failed", lost.Reason);
        foreach (var source in _sources.Values) source.Ledger.Restart();
        if (_handingOver) Context.Stop();
    }

    private void OnHandOver()
    {
        _handingOver = true;
        if (_publishing == 0) Context.Stop();
        else Context.After(HandOverLimit, HandOverLimitReached.Instance);
    }

    private sealed class HandOverLimitReached : INoSerializationVerificationNeeded
    {
        public static readonly HandOverLimitReached Instance = new();
    }
}
