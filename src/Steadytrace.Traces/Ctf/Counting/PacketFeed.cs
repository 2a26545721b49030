using Steadytrace.Traces.Ctf.Packets;
using Steadytrace.Traces.Tallies;

namespace Steadytrace.Traces.Ctf.Counting;

/// <summary>The packets of a stream that are to be counted: books each, with the loss that it reports, and passes over those that nobody asks for.</summary>
internal sealed class PacketFeed
{
    private readonly CountOptions _options;
    private readonly TimeSlots _slots;
    private readonly TallyParts _booked;
    private readonly FaultList _faults;
    private readonly CancellationToken _cancellation;
    private readonly bool _mayPassOver;
    private bool _isAtEnd;

    /// <param name="stream">The stream.</param>
    /// <param name="tellsThreads">Packets outside the range are of use for the names that they tell, and for who runs when the range begins.</param>
    /// <param name="options">What to count.</param>
    /// <param name="booked">Takes packets and losses.</param>
    /// <param name="faults">Takes what cannot be read.</param>
    /// <param name="cancellation">Checked where many packets are passed over.</param>
    public PacketFeed(TraceStream stream, bool tellsThreads, CountOptions options, TallyParts booked, FaultList faults, CancellationToken cancellation)
    {
        (Stream, _options, _slots, _booked, _faults, _cancellation) = (stream, options, new TimeSlots(options), booked, faults, cancellation);
        _mayPassOver = _slots.NeedTime && !stream.IsChained && !tellsThreads;
        if (!_mayPassOver || stream.Class.Clock is not { } clock || !stream.File.Layout.PacketTimesHold) return;
        var (from, until) = _slots.BordersOf(TimeSlot.Untimed, clock);
        stream.LimitTo(from, until);
    }

    public TraceStream Stream { get; }

    /// <summary>The packet that was given last reports loss, or follows what cannot be read.</summary>
    public bool IsLoss { get; private set; }

    /// <summary>The part of the trace that a packet is counted in.</summary>
    public string PartOf(Packet packet) => _booked.NameOf(packet.Cpu, Stream.Name);

    /// <summary>The next packet over all files; null at the end.</summary>
    public Packet? Next()
    {
        IsLoss = false;
        while (true)
        {
            try
            {
                if (Stream.Next() is not { } next)
                {
                    if (!_isAtEnd && Stream.PassedOver > 0) _options.Progress?.Report(Stream.PassedOver);
                    _isAtEnd = true; // whoever asks again is told nothing new
                    return null;
                }

                if (next.Packet.Cut is { } cut) _faults.Add(cut);
                if (IsPassedOver(next.Packet)) continue;
                IsLoss |= next is not { LostEvents: 0, LostPackets: 0 };
                PacketBooking.Book(next, _slots, _booked.Of(PartOf(next.Packet)));
                return next.Packet;
            }
            catch (TraceException error)
            {
                _faults.Add(error.Fault);
                IsLoss = true;
            }
        }
    }

    /// <summary>A packet is counted.</summary>
    public void End(Packet packet) => _options.Progress?.Report(packet.Bytes);

    private bool IsPassedOver(Packet packet)
    {
        if (!_mayPassOver || _slots.OfWhole(packet, Stream.File.Layout.PacketTimesHold) is not { IsOutside: true }) return false;
        _cancellation.ThrowIfCancellationRequested();
        _options.Progress?.Report(packet.Bytes);
        return true;
    }
}
