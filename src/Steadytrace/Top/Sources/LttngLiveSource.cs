using Steadytrace.Cluster.Fleet;
using Steadytrace.Cluster.Messages;
using Steadytrace.Cluster.Watching;
using Steadytrace.Recording;
using Steadytrace.Recording.Lttng.Live;

namespace Steadytrace.Top.Sources;

/// <summary>A session that somebody else's LTTng records, read from its relay daemon.</summary>
internal sealed class LttngLiveSource : ITopSource
{
    private readonly LttngLiveSession _session;
    private readonly IAsyncEnumerator<LttngLiveTally> _tallies;
    private readonly CancellationTokenSource _end = new();
    private readonly LiveWindow _window = new(firstVersion: 0);
    private readonly SourceId _source;
    private long _chunk;
    private long _sequence;
    private long _version;

    private LttngLiveSource(LttngLiveSession session)
    {
        (_session, _source) = (session, new SourceId(new HostId(session.Address.TracedHost), "lttng"));
        _tallies = session.CountAsync(_end.Token).GetAsyncEnumerator(CancellationToken.None);
    }

    public string Where => _session.Address.ToString();

    /// <exception cref="LttngLiveException">The relay daemon cannot be reached, or has no such session.</exception>
    public static async Task<LttngLiveSource> OpenAsync(LttngLiveAddress address, CancellationToken cancellation) =>
        new(await LttngLiveSession.ConnectAsync(address, new LttngLiveOptions(), cancellation).ConfigureAwait(false));

    public async Task<LiveView> NextAsync(CancellationToken cancellation)
    {
        using var registration = cancellation.Register(_end.Cancel);
        try
        {
            if (!await _tallies.MoveNextAsync().ConfigureAwait(false)) throw new TopSourceException($"{_session.Address}: the session is over", isOver: true);
        }
        catch (LttngLiveException exception)
        {
            throw new TopSourceException(exception.Message, exception, isOver: true);
        }

        var (tally, now) = (_tallies.Current, TimeProvider.System.GetUtcNow());
        var problem = tally.Problems.Count > 0 ? tally.Problems[0] : "";
        foreach (var seconds in LiveTallyParts.Cut(tally.Counts))
        {
            var asOf = (now - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
            var more = new LiveTally(new ChunkId(_source, Run: 0, _chunk), Datacenter: "", Node: "", _sequence++, asOf, seconds, Waiting: 0, IsChunkEnd: false, problem);
            _window.Take(more, tally.CompleteUntilUnixNs);
        }

        // A live session has no chunks; what is whole begins in a later one than what is not.
        if (problem.Length > 0) _chunk++;

        var view = _window.Since(_version, host: null, now);
        _version = view.Version;
        return view;
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync().ConfigureAwait(false);
        try
        {
            await _tallies.DisposeAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // As asked for.
        }

        await _session.DisposeAsync().ConfigureAwait(false);
        _end.Dispose();
    }
}
