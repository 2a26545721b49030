using Steadytrace.Traces.Ctf.Layout;

namespace Steadytrace.Traces.Ctf.Packets;

/// <summary>One stream: its files in order of time, its packets, and the loss between them.</summary>
/// <remarks>Not safe for use by several threads at once.</remarks>
internal sealed class TraceStream(string identity, StreamClass stream, IReadOnlyList<StreamFile> files, StreamTail? before, bool othersHaveTails)
{
    private readonly Queue<StreamFile> _files = new(files);
    private PacketReader? _reader;
    private ulong? _from;
    private ulong? _until;
    private long _skipped; // packets in front of the first one that is read, by the index
    private bool _isVerified;
    private readonly StreamLoss _loss = new(before, othersHaveTails);

    public string Identity { get; } = identity;

    /// <summary>The path of its first file below the directory that is counted.</summary>
    public string Name { get; } = files[0].RelativePath;

    public StreamClass Class { get; } = stream;

    /// <summary>Size of its files in bytes.</summary>
    public long Bytes => files.Sum(file => file.Bytes.Length);

    /// <summary>The CPU of its first packet.</summary>
    public ulong? Cpu => files[0].First.Cpu;

    /// <summary>Events of the trace can tell which thread runs.</summary>
    public bool TracksThreads => files[0].Layout.HasSwitches && Class.NeedsThreads;

    /// <summary>The file of the packet read last.</summary>
    public StreamFile File { get; private set; } = files[0];

    /// <summary>Of the packets that <see cref="Next"/> gave so far, the first one that holds events.</summary>
    public PlacedPacket? FirstWithEvents { get; private set; }

    /// <summary>The last one of them that holds events.</summary>
    public PlacedPacket? LastWithEvents { get; private set; }

    /// <summary>A packet's events can be put in time only after those of the packet before it: no begin, and stamps of fewer than 64 bits.</summary>
    public bool IsChained => Class.Clock is not null && files[0].First.ClockStart is null;

    /// <summary>The next packet over all files; null at the end.</summary>
    /// <exception cref="TraceException">The rest of a file cannot be read; the next call goes on with the next file.</exception>
    public PacketAndLoss? Next()
    {
        while (true)
        {
            if (_reader is null)
            {
                if (!_files.TryDequeue(out var file)) return null;
                Open(file);
            }

            Packet? packet;
            try
            {
                packet = _reader!.Next();
            }
            catch (TraceException error)
            {
                if (GoesBack("no packet begins there: " + error.Fault.Reason)) continue;
                _reader = null;
                throw;
            }

            if (packet is not null && !AgreesWithIndex(packet)) continue;
            if (packet is not null)
            {
                if (packet.ContentBits > packet.EventsBit) Remember(new PlacedPacket(File, packet));
                if (packet.Begin >= _until && _isVerified && File.Index is { } index && index.AllBeginAt(packet.Number + 1, _until.Value)) LeaveOutTheRest(packet);
                return _loss.Before(packet);
            }

            _reader = null;
        }
    }

    /// <summary>Asks only for packets that reach into a range of time, given in clock cycles: others may be left out, as far as an index tells of them.</summary>
    public void LimitTo(ulong from, ulong until) => (_from, _until) = (from, until);

    /// <summary>Bytes of packets that were left out so far.</summary>
    public long PassedOver { get; private set; }

    // The packet before the range is read too, to see by its own header that the index was right: packets of a stream are in order of time.
    private void Open(StreamFile file)
    {
        (File, _skipped, _isVerified) = (file, _from is { } from && file.Index is { } index ? index.LastBefore(from) : 0, false);
        var offset = _skipped > 0 ? (long)file.Index![_skipped].Offset : 0;
        PassedOver += offset;
        _reader = file.NewReader(offset, _skipped);
    }

    private bool AgreesWithIndex(Packet packet)
    {
        if (File.Index is not { } index || packet.Cut is not null) return true;
        var contradiction = packet.Number < index.Count ? index[packet.Number].Contradiction(packet) : "the index has no such packet";
        if (contradiction is null)
        {
            _isVerified = true;
            return true;
        }

        if (GoesBack(contradiction)) return false;
        File.DistrustIndex(packet.Number, contradiction);
        return true;
    }

    // A wrong index led to the packet that was to be read first: the file is read again from its beginning.
    private bool GoesBack(string contradiction)
    {
        if (_skipped == 0 || _isVerified || File.Index is not { } index) return false;
        PassedOver -= (long)index[_skipped].Offset;
        File.DistrustIndex(_skipped, contradiction);
        (_reader, _skipped) = (File.NewReader(), 0);
        return true;
    }

    // By an index that was right so far they begin later still.
    private void LeaveOutTheRest(Packet packet)
    {
        PassedOver += File.Bytes.Length - packet.Offset - packet.Bytes;
        _reader = null;
    }

    private void Remember(PlacedPacket withEvents)
    {
        FirstWithEvents ??= withEvents;
        LastWithEvents = withEvents;
    }
}
