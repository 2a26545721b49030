using Steadytrace.Traces.Ctf.Counting;
using Steadytrace.Traces.Ctf.Packets;
using Steadytrace.Traces.Ctf.Plan;
using Steadytrace.Traces.Tallies;

namespace Steadytrace.Traces.Ctf.Following;

/// <summary>Counts the packets that came to a stream file, one piece of it after the other. What cannot be read as yet leaves no trace in the counts.</summary>
internal sealed class PacketFollowing(CountOptions options, TallyRoom room)
{
    private const int MaximumPackets = 512;

    private readonly StreamPiece _piece = new();
    private readonly TimeSlots _slots = new(options);
    private readonly FaultList _faults = new();
    private PacketCounter? _counter;

    /// <summary>Some metadata has changed: its classes are others now, and so are the tables and plans by them.</summary>
    public void Forget() => _counter = null;

    /// <summary>Counts what came to a stream, as far as it is whole and can be understood.</summary>
    /// <param name="stream">The stream; its directory is known.</param>
    /// <param name="path">Where it lies now.</param>
    /// <param name="isWelcome">Asked once the first packet is there: whether the stream can be followed.</param>
    /// <param name="into">Takes the counts.</param>
    /// <param name="cancellation">Checked between packets.</param>
    public void Follow(FollowedStream stream, string path, Func<FollowedStream, bool> isWelcome, Tally into, CancellationToken cancellation)
    {
        try
        {
            for (long larger = 0; stream.Offset < stream.Bytes;)
            {
                var bytes = _piece.Read(path, stream.Offset, stream.Bytes, larger);
                var packets = Whole(stream, path, bytes, out var needed);
                if (packets.Count > 0 && stream.First is null && !Begin(stream, packets[0], isWelcome)) break;
                if (packets.Count == 0)
                {
                    // Whole in the file, and larger than what was read of it?
                    if (needed == 0 || needed == larger || needed > stream.Bytes - stream.Offset) break;
                    larger = needed;
                    continue;
                }

                larger = 0;
                if (!Count(stream, path, bytes, packets, into, cancellation)) break;
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // On its way to another place: the next look finds it, and the last one insists.
        }

        _piece.Shrink();
    }

    private static bool Begin(FollowedStream stream, Packet first, Func<FollowedStream, bool> isWelcome)
    {
        stream.First = first;
        stream.IsHeldBack = !isWelcome(stream);
        return !stream.IsHeldBack;
    }

    // Needed are the bytes of the packet after them, if that much is known of it.
    private static List<Packet> Whole(FollowedStream stream, string path, MappedFile bytes, out long needed)
    {
        var packets = new List<Packet>();
        needed = 0;
        var reader = new PacketReader(stream.Directory.Known!.Layout, bytes, path, stream.Offset, stream.Number, isGrowing: true);
        try
        {
            while (packets.Count < MaximumPackets && reader.Next() is { } packet)
            {
                if (packet.Cut is not null)
                {
                    needed = packet.WholeBytes;
                    break; // its end is still to come
                }

                if (packets.Count > 0 && packet.Cpu != packets[0].Cpu) break;
                packets.Add(packet);
            }
        }
        catch (TraceException)
        {
            // Half a header, or a stream that is not declared yet: the next look tries again, and the last one has the closed trace counted.
        }

        return packets;
    }

    private bool Count(FollowedStream stream, string path, MappedFile bytes, List<Packet> packets, Tally into, CancellationToken cancellation)
    {
        var read = packets.Count;
        while (!TryCount(stream, path, bytes, packets, into, cancellation, out var bad))
        {
            stream.StuckWith = stream.Directory.Version;
            packets.RemoveAll(packet => packet.Number >= bad);
            if (packets.Count == 0) return false;
        }

        if (packets.Count == read) stream.StuckWith = null;
        foreach (var packet in packets) PacketBooking.Book(stream.Loss.Before(packet), _slots, into);
        (stream.Offset, stream.Number) = (packets[^1].Offset + packets[^1].Bytes, packets[^1].Number + 1);
        return packets.Count == read;
    }

    private bool TryCount(FollowedStream stream, string path, MappedFile bytes, List<Packet> packets, Tally into, CancellationToken cancellation, out long bad)
    {
        var known = stream.Directory.Known!;
        var file = new StreamFile(path, stream.Name, known, bytes, stream.First!);
        var tracks = stream.TracksThreads && packets[0].Cpu is not null;
        stream.ChangesCpu |= tracks && packets[0].Cpu != stream.First!.Cpu;
        var batch = new PacketBatch(new TraceStream(known.Identity, packets[0].Stream, [file], null, false), file, packets[0].Cpu, tracks, new ThreadSegment()) { Clock = stream.Clock };
        batch.Packets.AddRange(packets);
        var counter = _counter ??= new PacketCounter(options, options.Reader == ReaderKind.Plan ? new PlanShelf(new HashSet<Layout.StreamClass>()) : null, _faults, room);
        counter.Count(batch, cancellation);
        counter.Finish();
        var counted = counter.Parts.Take();
        bad = 0;
        if (_faults.Take() is { } fault)
        {
            // What is left in its tables is of no use.
            (_counter, bad) = (null, fault.Packet ?? 0);
            return false;
        }

        into.Add(counted);
        if (tracks) stream.Timeline.Append(batch.Segment);
        stream.Clock = batch.Clock;
        return true;
    }
}
