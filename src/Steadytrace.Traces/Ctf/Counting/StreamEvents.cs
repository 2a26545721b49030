using Steadytrace.Traces.Ctf.Checked;
using Steadytrace.Traces.Ctf.Layout;

namespace Steadytrace.Traces.Ctf.Counting;

/// <summary>The events of one stream, one at a time.</summary>
/// <param name="place">Where the stream stands.</param>
/// <param name="values">What an event's fields say while it is read: of many streams at once, each keeps only what is asked of its event.</param>
/// <param name="options">What to count.</param>
/// <param name="faults">Takes what cannot be read.</param>
internal sealed class StreamEvents(StreamPlace place, FieldValues values, CountOptions options, FaultList faults)
{
    private readonly TimeSlots _slots = new(options);
    private EventClass? _event;
    private bool _isLossBehind;

    public EventClass Event => _event!;

    /// <summary>The names that the event carries.</summary>
    public EventNames Names { get; private set; }

    /// <summary>Time of the event, shifted as asked.</summary>
    public long UnixNanoseconds { get; private set; }

    /// <summary>Where the event is counted.</summary>
    public TimeSlot Slot => _slots.Of(UnixNanoseconds);

    /// <summary>Events may be missing between the last one and this one.</summary>
    public bool IsBehindLoss { get; private set; }

    /// <summary>The part of the trace that takes the event.</summary>
    public string Part => place.Part;

    /// <summary>Goes to the next event; false after the last.</summary>
    public bool Next(CancellationToken cancellation)
    {
        IsBehindLoss = false;
        while (!TryRead())
        {
            cancellation.ThrowIfCancellationRequested();
            if (!place.Next()) return false;
            (IsBehindLoss, _isLossBehind) = (IsBehindLoss || _isLossBehind || place.IsLoss, place.IsLoss || place.Packet!.Cut is not null);
        }

        return true;
    }

    private bool TryRead()
    {
        if (place.Packet is not { } packet) return false;
        values.Slots.Reserve(packet.Stream.Slots);
        values.BeginPacket(packet.Slots);
        values.State = place.State;
        var bytes = place.File.Bytes.Span(packet.Offset, packet.Bytes);
        var bit = place.Bit;
        try
        {
            if (!CheckedReader.TryRead(bytes, packet, ref bit, values, out var clock, out _event)) return false;
            UnixNanoseconds = packet.Stream.Clock!.ToUnixNanoseconds(clock) + options.ShiftNanoseconds;
            Names = new EventNames(Name(FieldRole.ProcessName, bytes), Name(FieldRole.PreviousName, bytes), Name(FieldRole.NextName, bytes), values.Has(FieldRole.FileName) ? ProcessNames.OfFile(values.RawText(FieldRole.FileName, bytes)) : null);
            return true;
        }
        catch (DamagedPacketException damage)
        {
            faults.Add(new TraceFault(place.File.Path, packet.Number, packet.Offset + damage.Bit / 8, damage.Message));
            IsBehindLoss = true;
            return false;
        }
        finally
        {
            (place.Bit, place.State) = (bit, values.State);
        }
    }

    private string? Name(FieldRole role, ReadOnlySpan<byte> packet) => values.Has(role) ? ProcessNames.Text(values.RawText(role, packet)) : null;
}
