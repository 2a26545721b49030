namespace Steadytrace.Recording.Lttng.Live;

/// <summary>The relay sessions that make up the recording session: one for each domain, each attached by itself.</summary>
internal sealed class LiveAttachments(LttngLiveAddress address, LttngLiveOptions options, LiveViewer viewer, LiveMap map)
{
    private const int MaximumAttached = 64;
    private const int MaximumNamed = 20;

    // How often to look for sessions of other domains that begin, and for the end of ours.
    private const long LookMilliseconds = 1000;

    private readonly HashSet<ulong> _open = [];
    private readonly HashSet<ulong> _unlisted = []; // open ones that the relay daemon lists no longer: what they still have comes, and no more
    private readonly HashSet<ulong> _refused = [];
    private readonly HashSet<ulong> _asksForStreams = [];
    private long _lookedAt;

    /// <summary>The attached sessions that are not closed.</summary>
    public IReadOnlyCollection<ulong> Open => _open;

    /// <summary>Attaches to all relay sessions of the address.</summary>
    /// <exception cref="LttngLiveException">There is none that can be attached to.</exception>
    public async Task AttachAsync(CancellationToken cancellation)
    {
        var all = await viewer.ListAsync(cancellation);
        var mine = all.FindAll(IsMine);
        if (mine.Count == 0) throw new LttngLiveException($"{address}: {(address.Session.Length == 0 ? "no session named" : "no such session")}; {Named(all)}");
        if (mine.FindAll(session => session.LiveTimerMicroseconds > 0) is not { Count: > 0 } live)
            throw new LttngLiveException($"{address}: the session is not live: make it with lttng create {address.Session} --live");
        var refusals = new List<AttachStatus>();
        foreach (var session in live.Take(MaximumAttached))
        {
            if (await AttachAsync(session, options.FromBeginning, cancellation) is var status and not AttachStatus.Done) refusals.Add(status);
        }

        if (_open.Count == 0) throw new LttngLiveException($"{address}: {Reason(refusals[0])}");
        _lookedAt = Environment.TickCount64;
    }

    /// <summary>There are new streams in one of the sessions; nobody tells in which.</summary>
    public void AskForStreams() => _asksForStreams.UnionWith(_open);

    /// <summary>Looks for new streams where there may be some, and now and then for sessions of the same name that begin or end.</summary>
    /// <returns>True when something is new.</returns>
    public async Task<bool> RefreshAsync(CancellationToken cancellation)
    {
        if (Environment.TickCount64 - _lookedAt >= LookMilliseconds)
        {
            await LookAsync(cancellation);
            AskForStreams();
            _lookedAt = Environment.TickCount64;
        }

        // Nobody tells of new streams where there is none to ask of.
        if (map.Streams.Count == 0) AskForStreams();
        var isNew = false;
        foreach (var session in _asksForStreams.ToList())
        {
            var (status, streams) = await viewer.NewStreamsAsync(session, map.Room, cancellation);
            map.Add(session, streams, fromBeginning: true);
            if (status is not (NewStreamsStatus.Done or NewStreamsStatus.NothingNew) || _unlisted.Contains(session) && !map.HasStreamsOf(session)) Close(session);
            isNew |= streams.Count > 0;
        }

        _asksForStreams.Clear();
        return isNew;
    }

    /// <summary>Takes leave of all sessions.</summary>
    public async Task DetachAsync(CancellationToken cancellation)
    {
        foreach (var session in _open) await viewer.DetachAsync(session, cancellation);
    }

    private async Task LookAsync(CancellationToken cancellation)
    {
        var all = await viewer.ListAsync(cancellation);
        var ids = all.Select(session => session.Id).ToHashSet();
        _unlisted.UnionWith(_open.Except(ids));
        _refused.IntersectWith(ids);
        var others = all.Where(session => IsMine(session) && session.LiveTimerMicroseconds > 0 && !_open.Contains(session.Id) && !_refused.Contains(session.Id));
        foreach (var session in others.Take(MaximumAttached - _open.Count - _refused.Count)) await AttachAsync(session, fromBeginning: true, cancellation);
    }

    private void Close(ulong session)
    {
        _open.Remove(session);
        _unlisted.Remove(session);
        _refused.Add(session); // as long as it is listed, it is not attached to again
    }

    private async Task<AttachStatus> AttachAsync(RelaySession session, bool fromBeginning, CancellationToken cancellation)
    {
        var (status, streams) = await viewer.AttachAsync(session.Id, fromBeginning, map.Room, cancellation);
        map.Add(session.Id, streams, fromBeginning);
        (status == AttachStatus.Done ? _open : _refused).Add(session.Id);
        if (status == AttachStatus.Done) _asksForStreams.Add(session.Id);
        return status;
    }

    private bool IsMine(RelaySession session) => session.HostName == address.TracedHost && session.Name == address.Session;

    private string Named(List<RelaySession> all)
    {
        var live = all.Where(session => session.LiveTimerMicroseconds > 0).Select(session => address.Of(session.HostName, session.Name).ToString()).Distinct().Order(StringComparer.Ordinal).ToList();
        if (live.Count == 0) return "the relay daemon has no live sessions: make one with lttng create NAME --live";
        var more = live.Count > MaximumNamed ? $" and {live.Count - MaximumNamed} more" : "";
        return $"its live sessions: {string.Join(", ", live.Take(MaximumNamed))}{more}";
    }

    private static string Reason(AttachStatus status) => status switch
    {
        AttachStatus.Already => "another viewer is attached to the session, and there can be one",
        AttachStatus.Unknown => "the session ends at this moment",
        AttachStatus.NotLive => "the session is not live",
        _ => $"the relay daemon refuses the session (status {(uint)status})",
    };
}
