using Steadytrace.Traces.Ctf.Checked;
using Steadytrace.Traces.Ctf.Packets;

namespace Steadytrace.Traces.Ctf.Counting;

/// <summary>Where a stream stands that is counted piece by piece, each of which may end inside a packet.</summary>
internal sealed class StreamPlace(PacketFeed feed)
{
    public TraceStream Stream => feed.Stream;

    /// <summary>The packet that is counted; null before the first and after the last.</summary>
    public Packet? Packet { get; private set; }

    /// <summary>The packet's file.</summary>
    public StreamFile File { get; private set; } = feed.Stream.File;

    /// <summary>Bits from the packet's beginning to the first event that is not counted yet.</summary>
    public long Bit { get; set; }

    /// <summary>What goes on from event to event.</summary>
    public FieldState State { get; set; }

    /// <summary>Goes to the next packet; false at the end.</summary>
    public bool Next()
    {
        var clock = Packet is { End: { } end, Stream.Clock: not null } ? end : State.Clock;
        if (Packet is { } last)
        {
            feed.End(last);
            File.Bytes.Release(last.Offset, last.Bytes);
        }

        Packet = feed.Next();
        if (Packet is null) return false;
        (File, Bit, State) = (Stream.File, Packet.EventsBit, new FieldState(Packet.ClockStart ?? clock, null, 0));
        return true;
    }

    /// <summary>The packet reports loss, or follows what cannot be read.</summary>
    public bool IsLoss => feed.IsLoss;

    /// <summary>The part of the trace that the packet is counted in.</summary>
    public string Part => feed.PartOf(Packet!);
}
