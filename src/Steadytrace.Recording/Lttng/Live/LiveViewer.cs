using System.Buffers.Binary;

namespace Steadytrace.Recording.Lttng.Live;

/// <summary>The viewer's side of a relay daemon's live protocol: each command, its answer, and what an answer may claim.</summary>
/// <remarks>
/// The protocol is that of lttng-tools (<c>lttng-viewer-abi.h</c>): packed structures, big-endian. Both sides tell their version of it, 2.MINOR, and use
/// the smaller MINOR: from 2.4 on the same but for the list of sessions, whose names have any length from 2.15 on.
/// </remarks>
internal sealed class LiveViewer(LiveConnection connection, LttngLiveOptions options) : IDisposable
{
    /// <summary>Most sessions of one relay daemon.</summary>
    public const int MaximumSessions = 10_000;

    /// <summary>Questions that are sent together: few enough that neither side ever waits for the other to read.</summary>
    public const int MaximumQuestions = 64;

    private const uint Major = 2, Minor = 15, LeastMinor = 4, MinorOfLongNames = 15;
    private const uint ForCommands = 1, SeekBeginning = 1, SeekLast = 2;
    private const int HostNameBytes = 64, SessionNameBytes = 255, PathBytes = 4096, ChannelNameBytes = 255;
    private const int MaximumNameBytes = 512, MaximumLabel = 255;

    private uint _minor;

    /// <summary>The relay daemon, for people.</summary>
    public string Relay => connection.Relay;

    /// <summary>Agrees on the version, and opens a viewer session, to which sessions are attached.</summary>
    /// <exception cref="LttngLiveException">No relay daemon, or one that is not understood.</exception>
    public async Task GreetAsync(CancellationToken cancellation)
    {
        var hello = new LiveQuestion().Add(0UL).Add(Major).Add(Minor).Add(ForCommands).ToArray();
        var (major, minor) = await AskAsync(LiveCommand.Connect, hello, async answer =>
        {
            await answer.ReadUInt64Async(); // the number of the viewer session, which no later command has
            var version = (await answer.ReadUInt32Async(), await answer.ReadUInt32Async());
            await answer.ReadUInt32Async();
            return version;
        }, cancellation);
        if (major != Major || minor < LeastMinor) throw Mistake($"it speaks version {major}.{minor} of the live protocol; {Major}.{LeastMinor} or newer of {Major} is understood");
        _minor = Math.Min(minor, Minor);
        var status = await AskAsync(LiveCommand.CreateSession, [], async answer => await answer.ReadUInt32Async(), cancellation);
        if (status != 1) throw Mistake($"it makes no viewer session (status {status})");
    }

    /// <summary>All sessions that it serves, live or not.</summary>
    public Task<List<RelaySession>> ListAsync(CancellationToken cancellation) => AskAsync(LiveCommand.ListSessions, [], async answer =>
    {
        var count = await answer.ReadUInt32Async();
        if (count > MaximumSessions) throw Mistake($"it lists {count} sessions; at most {MaximumSessions} are read");
        var sessions = new List<RelaySession>();
        for (; count > 0; count--) sessions.Add(_minor < MinorOfLongNames ? await ReadSessionAsync(answer) : await ReadLongSessionAsync(answer));
        return sessions;
    }, cancellation);

    /// <summary>Attaches to a session.</summary>
    /// <param name="session">Its number.</param>
    /// <param name="fromBeginning">True for all that is still there, false for what comes.</param>
    /// <param name="room">How many streams there may be.</param>
    /// <param name="cancellation">Ends waiting.</param>
    /// <returns>How it went, and the streams there are by now.</returns>
    public async Task<(AttachStatus Status, List<RelayStream> Streams)> AttachAsync(ulong session, bool fromBeginning, int room, CancellationToken cancellation)
    {
        var body = new LiveQuestion().Add(session).Add(0UL).Add(fromBeginning ? SeekBeginning : SeekLast).ToArray();
        var (status, streams) = await AskAsync(LiveCommand.AttachSession, body, answer => ReadStreamsAsync(answer, (uint)AttachStatus.Done, room), cancellation);
        return ((AttachStatus)status, streams);
    }

    /// <summary>The streams of an attached session that were not announced yet.</summary>
    public async Task<(NewStreamsStatus Status, List<RelayStream> Streams)> NewStreamsAsync(ulong session, int room, CancellationToken cancellation)
    {
        var (status, streams) = await AskAsync(
            LiveCommand.GetNewStreams, new LiveQuestion().Add(session).ToArray(), answer => ReadStreamsAsync(answer, (uint)NewStreamsStatus.Done, room), cancellation);
        return ((NewStreamsStatus)status, streams);
    }

    /// <summary>What comes next in each of some streams, at most <see cref="MaximumQuestions"/>, in their order.</summary>
    /// <remarks>Asked together: the way to the relay daemon and back is waited for once.</remarks>
    public Task<LiveIndex[]> NextIndexesAsync(IReadOnlyList<ulong> streams, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(streams.Count, MaximumQuestions);
        var questions = new LiveQuestion();
        foreach (var stream in streams) questions.Add(LiveCommand.GetNextIndex, new LiveQuestion().Add(stream).ToArray());
        return connection.AskAsync(questions.ToArray(), async answer =>
        {
            var indexes = new LiveIndex[streams.Count];
            for (var i = 0; i < indexes.Length; i++) indexes[i] = Index(streams[i], (await answer.ReadAsync(64)).Span);
            return indexes;
        }, cancellation);
    }

    /// <summary>Writes a piece of a packet to a file.</summary>
    /// <returns>How it went, and how many bytes were written: at most as many as were asked for, at least one when it is done.</returns>
    public Task<(PacketStatus Status, LiveFlags Flags, int Bytes)> PacketAsync(ulong stream, ulong offset, int bytes, Stream into, CancellationToken cancellation) =>
        AskAsync(LiveCommand.GetPacket, new LiveQuestion().Add(stream).Add(offset).Add((uint)bytes).ToArray(), async answer =>
        {
            var status = (PacketStatus)await answer.ReadUInt32Async();
            var length = await answer.ReadUInt32Async();
            var flags = (LiveFlags)await answer.ReadUInt32Async();
            if (status is < PacketStatus.Done or > PacketStatus.EndOfFile) throw Mistake($"stream {stream}: packet with status {status}, which the protocol does not know");
            if (status != PacketStatus.Done) return (status, flags, 0);
            if (length == 0 || length > bytes) throw Mistake($"stream {stream}: {length} bytes of a packet where {bytes} were asked for");
            await answer.CopyToAsync(into, length);
            return (status, flags, (int)length);
        }, cancellation);

    /// <summary>Writes metadata that was not sent yet to a file.</summary>
    /// <param name="stream">The metadata stream.</param>
    /// <param name="room">How many bytes there may be.</param>
    /// <param name="into">The file.</param>
    /// <param name="cancellation">Ends waiting.</param>
    public Task<(MetadataStatus Status, long Bytes)> MetadataAsync(ulong stream, long room, Stream into, CancellationToken cancellation) =>
        AskAsync(LiveCommand.GetMetadata, new LiveQuestion().Add(stream).ToArray(), async answer =>
        {
            var length = await answer.ReadUInt64Async();
            var status = (MetadataStatus)await answer.ReadUInt32Async();
            if (status is < MetadataStatus.Done or > MetadataStatus.Error) throw Mistake($"stream {stream}: metadata with status {status}, which the protocol does not know");
            if (status != MetadataStatus.Done) return (status, 0);
            if (length > (ulong)room) throw Mistake($"stream {stream}: {length} more bytes of metadata; {room} are left of what is taken of one trace");
            await answer.CopyToAsync(into, (long)length);
            return (status, (long)length);
        }, cancellation);

    /// <summary>Takes leave of a session; closing the connection does the same.</summary>
    public async Task DetachAsync(ulong session, CancellationToken cancellation)
    {
        if (connection.IsUsable) await AskAsync(LiveCommand.DetachSession, new LiveQuestion().Add(session).ToArray(), async answer => await answer.ReadUInt32Async(), cancellation);
    }

    public void Dispose() => connection.Dispose();

    private static async Task<RelaySession> ReadSessionAsync(LiveAnswer answer)
    {
        var (id, timer) = await ReadSessionNumbersAsync(answer);
        return new RelaySession(id, timer, await answer.ReadTextAsync(HostNameBytes), await answer.ReadTextAsync(SessionNameBytes));
    }

    private async Task<RelaySession> ReadLongSessionAsync(LiveAnswer answer)
    {
        var (id, timer) = await ReadSessionNumbersAsync(answer);
        var (host, name) = (await answer.ReadUInt32Async(), await answer.ReadUInt32Async());
        await answer.ReadUInt32Async(); // the trace's format, which its metadata tells too
        if (Math.Max(host, name) > MaximumNameBytes) throw Mistake($"session {id}: a name of {Math.Max(host, name)} bytes; at most {MaximumNameBytes} are read");
        return new RelaySession(id, timer, await answer.ReadTextAsync((int)host), await answer.ReadTextAsync((int)name));
    }

    private static async Task<(ulong Id, uint Timer)> ReadSessionNumbersAsync(LiveAnswer answer)
    {
        var numbers = (await answer.ReadUInt64Async(), await answer.ReadUInt32Async());
        await answer.ReadUInt64Async(); // how many viewers and streams it has
        return numbers;
    }

    private async Task<(uint Status, List<RelayStream> Streams)> ReadStreamsAsync(LiveAnswer answer, uint done, int room)
    {
        var (status, count) = (await answer.ReadUInt32Async(), await answer.ReadUInt32Async());
        var streams = new List<RelayStream>();
        if (status != done) return (status, streams);
        if (count > room) throw Mistake($"{count} more streams; {options.MaximumStreams} may be followed at once (maximum-streams)");
        for (; count > 0; count--)
        {
            var (id, trace, flag) = (await answer.ReadUInt64Async(), await answer.ReadUInt64Async(), await answer.ReadUInt32Async());
            var path = $"{await answer.ReadTextAsync(PathBytes)}/{await answer.ReadTextAsync(ChannelNameBytes)}";
            streams.Add(new RelayStream(id, trace, flag != 0, path.Length <= MaximumLabel ? path : "…" + path[^MaximumLabel..]));
        }

        return (status, streams);
    }

    private LiveIndex Index(ulong stream, ReadOnlySpan<byte> bytes)
    {
        var index = new LiveIndex(
            BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]), BinaryPrimitives.ReadUInt64BigEndian(bytes[32..]),
            BinaryPrimitives.ReadUInt64BigEndian(bytes[40..]), (IndexStatus)BinaryPrimitives.ReadUInt32BigEndian(bytes[56..]), (LiveFlags)BinaryPrimitives.ReadUInt32BigEndian(bytes[60..]));
        if (index.Status is < IndexStatus.Packet or > IndexStatus.EndOfFile) throw Mistake($"stream {stream}: index with status {index.Status}, which the protocol does not know");
        if (index.Status != IndexStatus.Packet) return index;
        if (index.Bits == 0 || index.Bits % 8 != 0) throw Mistake($"stream {stream}: a packet of {index.Bits} bits");
        if (index.Bits / 8 > (ulong)options.MaximumPacketBytes)
            throw Mistake($"stream {stream}: a packet of {index.Bits / 8} bytes; at most {options.MaximumPacketBytes} are taken (maximum-packet-bytes)");
        return index;
    }

    private Task<T> AskAsync<T>(LiveCommand command, byte[] body, Func<LiveAnswer, Task<T>> read, CancellationToken cancellation) =>
        connection.AskAsync(new LiveQuestion().Add(command, body).ToArray(), read, cancellation);

    private LttngLiveException Mistake(string reason) => new($"{Relay}: {reason}");
}
