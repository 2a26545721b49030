using Steadytrace.Traces.Ctf.Packets;
using Steadytrace.Traces.Following;
using Steadytrace.Traces.Tallies;

namespace Steadytrace.Traces.Ctf.Following;

/// <summary>Counts growing CTF traces: each look takes the whole packets that came to each stream file.</summary>
internal sealed class CtfFollowing : IFollowing
{
    private const int MaximumStreams = 4096;

    private readonly Dictionary<string, FollowedDirectory> _directories = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, FollowedStream> _streams = new(StringComparer.Ordinal);
    private readonly Dictionary<string, StreamTail> _tails;
    private readonly bool _hasTails;
    private readonly TallyParts _settled;
    private readonly TallyRoom _room;
    private readonly PacketFollowing _packets;

    public CtfFollowing(CountOptions options)
    {
        _tails = (options.Before ?? []).GroupBy(tail => tail.Stream).ToDictionary(group => group.Key, group => group.Last());
        _hasTails = options.Before is not null;
        _room = new TallyRoom(options.MaximumIntervals, options.MaximumEntries);
        _settled = new TallyParts(CountSplit.None, _room);
        _packets = new PacketFollowing(options, _room);
    }

    /// <inheritdoc/>
    public long Waiting => _streams.Values.Sum(stream => stream.Timeline.Waiting);

    /// <inheritdoc/>
    public bool NeedsRecount { get; private set; }

    /// <inheritdoc/>
    public void Look(FollowedPlace place, Tally into, CancellationToken cancellation)
    {
        foreach (var directory in place.Directories) Look(place, directory, into, cancellation);
        FindOdd();
        into.Add(_settled.Take());
    }

    /// <inheritdoc/>
    public void End(FollowedPlace place, Tally into, CancellationToken cancellation)
    {
        var files = place.Directories.Sum(directory => Look(place, directory, into, cancellation));
        FindOdd();
        foreach (var stream in _streams.Values) stream.Timeline.End();
        into.Add(_settled.Take());
        NeedsRecount |= files != _streams.Count || _streams.Values.Any(stream => stream.IsHeldBack || stream.StuckWith is not null || stream.Offset != stream.Bytes)
            || place.Directories.Any(directory => _directories[place.NameOf(directory)] is { IsBehind: true } or { IsRevised: true }) || _room.Shortage is not null;
    }

    // Files before the metadata: what a file holds up to here was declared before.
    private int Look(FollowedPlace place, string path, Tally into, CancellationToken cancellation)
    {
        var files = Files(path);
        if (!_directories.TryGetValue(place.NameOf(path), out var directory)) _directories.Add(place.NameOf(path), directory = new FollowedDirectory());
        if (directory.Refresh(path)) _packets.Forget();
        foreach (var (file, bytes) in directory.Known is null ? [] : files)
        {
            cancellation.ThrowIfCancellationRequested();
            if (StreamOf(directory, place.NameOf(file)) is not { } stream) continue;
            stream.Bytes = bytes;
            Follow(stream, file, into, cancellation);
        }

        return files.Count;
    }

    private void Follow(FollowedStream stream, string file, Tally into, CancellationToken cancellation)
    {
        if (stream.IsHeldBack || stream.StuckWith == stream.Directory.Version) return;
        _packets.Follow(stream, file, IsWelcome, into, cancellation);
        if (stream.First is not null) stream.BeganTracking ??= stream.TracksThreads;
    }

    // Another file of a stream that is followed, or one without an end to its packets, is left to the closed trace.
    private bool IsWelcome(FollowedStream stream) =>
        stream.First!.TellsSize && (stream.Stream is not { } one || !_streams.Values.Any(other => other != stream && other.Stream == one));

    // Several streams of one CPU tell each other who runs: in order of time, which only the closed trace tells.
    private void FindOdd()
    {
        if (NeedsRecount || !_streams.Values.Any(stream => stream.TracksThreads)) return;
        NeedsRecount = _streams.Values.Where(stream => stream is { NeedsThreads: true, First.Cpu: not null })
            .GroupBy(stream => (stream.Directory.Known!.Identity, stream.First!.Cpu)).Any(group => group.Count() > 1)
            || _streams.Values.Any(stream => stream.ChangesCpu || stream.BeganTracking == false && stream.TracksThreads);
    }

    private FollowedStream? StreamOf(FollowedDirectory directory, string name)
    {
        if (_streams.TryGetValue(name, out var stream)) return stream;
        if (_streams.Count == MaximumStreams) return null;
        _streams.Add(name, stream = new FollowedStream(directory, name, _tails.GetValueOrDefault(name), _hasTails, _settled));
        return stream;
    }

    private static List<(string File, long Bytes)> Files(string path)
    {
        try
        {
            return [.. TraceDirectory.StreamFiles(path).Select(file => (file, RegularFile.Length(file)))];
        }
        catch (Exception failure) when (failure is TraceException or IOException or UnauthorizedAccessException)
        {
            // On its way to another place: the next look finds it, and the last one insists.
            return [];
        }
    }
}
