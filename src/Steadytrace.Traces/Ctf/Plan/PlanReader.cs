using System.Runtime.CompilerServices;
using Steadytrace.Traces.Ctf.Checked;
using Steadytrace.Traces.Ctf.Counting;
using Steadytrace.Traces.Ctf.Packets;

namespace Steadytrace.Traces.Ctf.Plan;

/// <summary>Counts packets with a stream's plan, and the events that the plan leaves with the checked reader.</summary>
/// <remarks>
/// Unsafe. Invariant: the loop gets addresses inside one packet of a mapped file, which <see cref="MappedFile.Pointer"/> has checked, and
/// the address of infos that never move and outlive the call.
/// </remarks>
internal sealed unsafe class PlanReader(StreamPlan plan, CountTable table)
{
    private readonly PlanRun _run = new(table, plan.Ids);

    /// <summary>Events that the loop left to the checked reader so far.</summary>
    public long Left { get; private set; }

    /// <summary>True for a packet whose content begins and ends at whole bytes, and whose lengths and tags are all there; others are for the checked reader.</summary>
    public static bool Takes(Packet packet) => packet.EventsBit % 8 == 0 && packet.ContentBits % 8 == 0 && packet.Slots is not { HasAbsent: true };

    /// <summary>Counts the events of a packet to its end, or until the table stops.</summary>
    /// <param name="file">The packet's file.</param>
    /// <param name="packet">The packet.</param>
    /// <param name="bit">Bits from the packet's beginning to the first event to count; moved on to the first one that was not counted.</param>
    /// <param name="values">Its clock stands at the packet's begin, and is left at its last event when intervals are entered.</param>
    /// <param name="entersIntervals">True when events decide for themselves which interval they belong to.</param>
    /// <exception cref="DamagedPacketException">An event contradicts the metadata; those before it are counted.</exception>
    public void Count(MappedFile file, Packet packet, ref long bit, FieldValues values, bool entersIntervals)
    {
        var start = (nint)file.Pointer(packet.Offset, packet.Bytes);
        var bytes = file.Span(packet.Offset, packet.Bytes);
        var infos = (nint)Unsafe.AsPointer(ref plan.Infos[0]);
        var loop = plan.Loop(entersIntervals);
        var end = start + (nint)(packet.ContentBits / 8);
        _run.Slots = values.Slots.Numbers;
        while (bit < packet.ContentBits)
        {
            if (bit % 8 == 0)
            {
                _run.Clock = values.Clock;
                _run.ReadSlot();
                bit = (loop(_run, start, start + (nint)(bit / 8), end, infos) - start) * 8;
                values.Clock = _run.Clock;
                if (table.IsStopped) return;
            }

            if (bit < packet.ContentBits) Left++;
            EventCounter.Count(bytes, packet, ref bit, values, table, entersIntervals, most: 1);
            if (table.IsStopped) return;
        }
    }
}
