namespace Steadytrace.Recording.Lttng.Live;

/// <summary>The traces and streams that are followed.</summary>
internal sealed class LiveMap(string root, LttngLiveOptions options)
{
    private readonly Dictionary<(ulong Session, ulong Trace), LiveTrace> _traces = [];
    private readonly Dictionary<ulong, LiveStream> _streams = [];

    public IReadOnlyCollection<LiveTrace> Traces => _traces.Values;

    /// <summary>All but those of metadata.</summary>
    public IReadOnlyCollection<LiveStream> Streams => _streams.Values;

    /// <summary>How many streams more there may be.</summary>
    public int Room => Math.Max(options.MaximumStreams - _streams.Count - _traces.Count, 0);

    /// <summary>Until when all streams are fetched, in Unix nanoseconds; null where one did not tell, or there is none.</summary>
    public long? KnownUntilUnixNs
    {
        get
        {
            long? least = null;
            foreach (var stream in _streams.Values)
            {
                if (stream.KnownUntil is not { } cycles || stream.Trace.UnixOffset is not { } offset) return null;
                least = Math.Min(least ?? long.MaxValue, unchecked((long)cycles + offset));
            }

            return least;
        }
    }

    /// <summary>True when a stream of a session is followed.</summary>
    public bool HasStreamsOf(ulong session) => _traces.Values.Any(trace => trace.Session == session && trace.Streams.Count > 0);

    /// <summary>Takes announced streams; one that is known already is passed over.</summary>
    /// <param name="session">The relay session that they belong to.</param>
    /// <param name="streams">What was announced.</param>
    /// <param name="fromBeginning">All of their packets will be sent.</param>
    public void Add(ulong session, IEnumerable<RelayStream> streams, bool fromBeginning)
    {
        foreach (var stream in streams)
        {
            if (!stream.IsMetadata && _streams.ContainsKey(stream.Id)) continue;
            if (!_traces.TryGetValue((session, stream.TraceId), out var trace)) _traces.Add((session, stream.TraceId), trace = new LiveTrace(session, stream.TraceId, root));
            if (stream.IsMetadata)
            {
                trace.MetadataStream ??= stream.Id;
                continue;
            }

            if (trace.IsGivenUp) continue;
            var added = new LiveStream(stream.Id, trace, stream.Path, fromBeginning);
            _streams.Add(stream.Id, added);
            trace.Streams.Add(added);
            trace.HadStreams = true;
        }
    }

    /// <summary>Follows a stream no longer.</summary>
    public void Remove(LiveStream stream)
    {
        _streams.Remove(stream.Id);
        stream.Trace.Streams.Remove(stream);
    }

    /// <summary>Forgets a trace and its metadata.</summary>
    public void Remove(LiveTrace trace)
    {
        foreach (var stream in trace.Streams.ToList()) Remove(stream);
        _traces.Remove((trace.Session, trace.Id));
        trace.Delete();
    }
}
