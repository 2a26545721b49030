using Steadytrace.Traces.Ctf.Checked;
using Steadytrace.Traces.Ctf.Layout;
using Steadytrace.Traces.Ctf.Packets;
using Steadytrace.Traces.Tallies;

namespace Steadytrace.Traces.Ctf.Counting;

/// <summary>The events of one stream, one at a time.</summary>
internal sealed class StreamEvents(TraceStream stream, CountOptions options, TallyParts into, FaultList faults)
{
    private readonly FieldValues _values = new();
    private readonly TimeSlots _slots = new(options);
    private Packet? _packet;
    private StreamFile? _file;
    private long _bit;
    private EventClass? _event;

    public EventClass Event => _event!;

    /// <summary>Time of the event, shifted as asked.</summary>
    public long UnixNanoseconds { get; private set; }

    /// <summary>Where the event is counted.</summary>
    public TimeSlot Slot => _slots.Of(UnixNanoseconds);

    /// <summary>Takes the event.</summary>
    public Tally Tally { get; private set; } = new();

    /// <summary>Goes to the next event; false after the last.</summary>
    public bool Next(CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                if (_packet is not null && CheckedReader.TryRead(Bytes, _packet, ref _bit, _values, out var clock, out _event))
                {
                    UnixNanoseconds = _packet.Stream.Clock!.ToUnixNanoseconds(clock) + options.ShiftNanoseconds;
                    return true;
                }
            }
            catch (DamagedPacketException damage)
            {
                faults.Add(new TraceFault(_file!.Path, _packet!.Number, _packet.Offset + damage.Bit / 8, damage.Message));
            }

            cancellation.ThrowIfCancellationRequested();
            if (!NextPacket()) return false;
        }
    }

    /// <summary>A name that the event carries; null when it carries none.</summary>
    public string? Name(FieldRole role) => _values.Has(role) ? ProcessNames.Text(_values.RawText(role, Bytes)) : null;

    /// <summary>The name that a process takes from the file it becomes.</summary>
    public string FileName() => ProcessNames.OfFile(_values.RawText(FieldRole.FileName, Bytes));

    private ReadOnlySpan<byte> Bytes => _file!.Bytes.Span(_packet!.Offset, _packet.Bytes);

    private bool NextPacket()
    {
        if (_packet?.End is { } end) _values.Clock = end;
        if (_packet is not null) options.Progress?.Report(_packet.Bytes);
        while (true)
        {
            try
            {
                if (stream.Next() is not { } read) return false;
                if (read.Packet.Cut is { } cut) faults.Add(cut);
                Tally = into.Of(into.NameOf(read.Packet.Cpu, stream.Name));
                PacketBooking.Book(read, _slots, Tally);
                (_packet, _file, _bit) = (read.Packet, stream.File, read.Packet.EventsBit);
                break;
            }
            catch (TraceException error)
            {
                faults.Add(error.Fault);
            }
        }

        _values.Slots.Reserve(_packet.Stream.Slots);
        _values.BeginPacket(_packet.Slots);
        if (_packet.ClockStart is { } start) _values.Clock = start;
        return true;
    }
}
