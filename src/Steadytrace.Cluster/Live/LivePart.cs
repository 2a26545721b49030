using Akka.Actor;
using Akka.Event;
using Steadytrace.Cluster.Messages;
using Steadytrace.Cluster.Parts;
using Steadytrace.Cluster.Tracing;
using Steadytrace.Recording;
using Steadytrace.Recording.Spool;
using Steadytrace.Traces;
using Steadytrace.Traces.Following;
using Steadytrace.Traces.Tallies;

namespace Steadytrace.Cluster.Live;

/// <summary>Counts a source's open chunk for those who watch it: what is shown of a chunk adds up to its tally.</summary>
/// <remarks>
/// <para>Stands beside the cycle and tells it nothing: recording never waits for it, and goes on as it was when it fails. While nobody watches, it counts
/// nothing and has nothing handed on.</para>
/// <para>One piece of work is under way at a time: a look at the open chunk, or the end of a closed one, which goes first. A closed chunk's files are kept for it under second
/// names, at most <see cref="MostClosed"/> chunks at once: with more, the oldest is given up, which its watchers are told.</para>
/// </remarks>
public sealed class LivePart : Part
{
    /// <summary>
    /// So often the open chunk is looked at, and each watcher told; and once at its begin. Less than a tick of the node's scheduler, which rounds up: four times a second.
    /// </summary>
    public static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(200);

    private const int MostClosed = 4;
    private readonly SpoolContext _source;
    private readonly LiveTap _tap;
    private readonly TimeProvider _clock;
    private readonly LiveWatchers _watchers = new();
    private readonly Queue<LiveChunk> _closed = new();
    private readonly long _began;
    private LiveChunk? _open;
    private (ChunkId Next, IReadOnlyList<StreamTail>? Tails)? _before;
    private (ChunkId Next, IReadOnlyList<CpuTail> Tails)? _ran;
    private bool _isBusy;
    private bool _isLookDue;

    public LivePart(IPartContext context, SpoolContext source, LiveTap tap, TimeProvider clock) : base(context)
    {
        (_source, _tap, _clock, _began) = (source, tap, clock, clock.GetTimestamp());
        Receive<LiveChunkBegan>(OnBegan);
        Receive<LiveChunkClosed>(OnClosed);
        Receive<WatchLive>(OnWatch);
        Receive<UnwatchLive>(unwatch =>
        {
            _watchers.Remove(unwatch.Watcher);
            RestIfUnwatched();
        });
        Receive<Tick>(_ => OnTick());
        Receive<Looked>(OnLooked);
    }

    private long UnixNsNow => (_clock.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;

    private TimeSpan Now => _clock.GetElapsedTime(_began);

    /// <inheritdoc/>
    public override void OnStop()
    {
        _tap.IsWatched = false;
        foreach (var closed in _closed) closed.Twin!.Remove();
    }

    private void OnWatch(WatchLive watch)
    {
        if (!_watchers.Renew(watch.Watcher, Now))
        {
            Context.Log.Warning("{0} is watched by {1} already; {2} is refused", _source.Source, LiveWatchers.Most, watch.Watcher);
            return;
        }

        if (_tap.IsWatched) return;
        _tap.IsWatched = true;
        OnTick();
    }

    private void OnBegan(LiveChunkBegan began)
    {
        var id = began.Chunk.Id;
        // Left open by a recorder that failed: its successor adopted it, or it was sealed with what it held.
        if (_open?.Id == id) _watchers.BeginAnew();
        else if (_open is { IsFollowed: true } left) TellProblem(left, "its recorder failed before it closed this chunk: its tally may say more than was shown");
        if (_closed.Count == 0 && !_isBusy) ChunkTwin.RemoveLeft(began.Chunk.DataPath);
        _open = new LiveChunk(began, _before is { } before && before.Next == id ? before.Tails : began.Chunk.Before);
        if (_watchers.IsEmpty) return;
        _isLookDue = true;
        GoOn();
    }

    private void OnClosed(LiveChunkClosed closed)
    {
        _before = (closed.Id with { Number = closed.Id.Number + 1 }, closed.Cut.Tails);
        var chunk = _open?.Id == closed.Id ? _open : null;
        _open = null;
        if (chunk is null || _watchers.IsEmpty || chunk.IsGivenUp)
        {
            closed.Twin?.Remove();
        }
        else if (closed.Twin is { } twin)
        {
            chunk.Close(closed.Cut, twin);
            _closed.Enqueue(chunk);
            if (_closed.Count > MostClosed) GiveUp(_closed.Dequeue(), "too many chunks wait to be counted for those who watch: its tally says more than was shown");
            GoOn();
        }
        else if (chunk.IsFollowed)
        {
            TellProblem(chunk, "its files could not be kept until they were counted to their end: its tally says more than was shown");
        }
    }

    private void OnTick()
    {
        _watchers.Expire(Now);
        if (RestIfUnwatched()) return;
        Context.After(LookEvery, Tick.Instance);
        _isLookDue = true;
        GoOn();
    }

    /// <returns>True when nobody watches.</returns>
    private bool RestIfUnwatched()
    {
        if (!_watchers.IsEmpty) return false;
        _tap.IsWatched = false;
        while (_closed.TryDequeue(out var closed)) closed.Twin!.Remove();
        if (_open is { IsFollowed: true } open) _open = open.Anew();
        return true;
    }

    private void GoOn()
    {
        if (_isBusy) return;
        if (_closed.TryDequeue(out var closed)) Perform(closed, closed.EndAsync, isEnd: true);
        else if (_isLookDue && _open is { IsGivenUp: false } open) Perform(open, open.LookAsync, isEnd: false);
    }

    private void Perform(LiveChunk chunk, Func<Task<FollowedLook>> count, bool isEnd)
    {
        _isBusy = true;
        if (!chunk.IsFollowed && _ran is { } ran && ran.Next == chunk.Id) chunk.CpuBefore = ran.Tails;
        if (!isEnd) _isLookDue = false;
        // Noted before: what happens while it is counted may or may not be in it.
        var asOf = isEnd ? chunk.EndUnixNs : UnixNsNow;
        Context.Perform(async () =>
        {
            try
            {
                return new Looked(chunk, await count().ConfigureAwait(false), asOf, isEnd, "");
            }
            catch (Exception e)
            {
                // Whatever it was, it is no failure of the recording: those who watch are told, and the next chunk is begun anew.
                return new Looked(chunk, null, asOf, isEnd, e.Message);
            }
        });
    }

    private void OnLooked(Looked looked)
    {
        var chunk = looked.Chunk;
        _isBusy = false;
        if (looked.IsEnd)
        {
            chunk.Twin!.Remove();
            _ran = looked.Look is null ? null : (chunk.Id with { Number = chunk.Id.Number + 1 }, looked.Look.CpuTails);
        }

        if (!_watchers.IsEmpty && looked.Look is { } look && (looked.IsEnd || chunk == _open || _closed.Contains(chunk)))
        {
            chunk.Shown.Add(look.Tally);
            TellAll(chunk, look.Tally, looked.AsOfUnixNs, look.Waiting, looked.IsEnd, look.Faults.Count > 0 ? look.Faults[0].ToString() : "");
        }
        else if (looked.Look is null)
        {
            GiveUp(chunk, looked.Problem);
        }

        GoOn();
    }

    private void GiveUp(LiveChunk chunk, string problem)
    {
        chunk.IsGivenUp = true;
        chunk.Twin?.Remove();
        Context.Log.Warning("Chunk {0} is not counted live: {1}", chunk.Id, problem);
        TellProblem(chunk, problem);
    }

    private void TellProblem(LiveChunk chunk, string problem) => TellAll(chunk, new Tally(), UnixNsNow, waiting: 0, isEnd: false, problem);

    private void TellAll(LiveChunk chunk, Tally difference, long asOfUnixNs, long waiting, bool isEnd, string problem)
    {
        IReadOnlyList<LiveSecond[]>? usual = null, whole = null;
        foreach (var watcher in _watchers.All)
        {
            var parts = watcher.IsNew ? whole ??= LiveTallyParts.Cut(chunk.Shown) : usual ??= LiveTallyParts.Cut(difference);
            for (var part = 0; part < parts.Count; part++)
            {
                var isLast = part == parts.Count - 1;
                watcher.Actor.Tell(new LiveTally(chunk.Id, _source.Datacenter, _source.Node, watcher.Next(), asOfUnixNs, parts[part], waiting, isEnd && isLast, isLast ? problem : ""));
            }
        }
    }

    private sealed record Looked(LiveChunk Chunk, FollowedLook? Look, long AsOfUnixNs, bool IsEnd, string Problem) : INoSerializationVerificationNeeded;

    /// <summary>To itself only; never crosses a wire.</summary>
    private sealed class Tick : INoSerializationVerificationNeeded, IDeadLetterSuppression
    {
        public static readonly Tick Instance = new();
    }
}
