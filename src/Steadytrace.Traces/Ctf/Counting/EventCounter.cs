using Steadytrace.Traces.Ctf.Checked;
using Steadytrace.Traces.Ctf.Layout;
using Steadytrace.Traces.Ctf.Packets;

namespace Steadytrace.Traces.Ctf.Counting;

/// <summary>Counts the events of a packet with the checked reader.</summary>
internal static class EventCounter
{
    /// <summary>Counts from <paramref name="bit"/> to the end of the packet's content, or until the table stops.</summary>
    /// <param name="bytes">The packet.</param>
    /// <param name="packet">What its header said.</param>
    /// <param name="bit">Bits from the packet's beginning; after a fault, where the damaged event begins, and where the table stopped, the event to go on with.</param>
    /// <param name="values">Its clock stands where the event before left it. To be told of each packet's begin.</param>
    /// <param name="table">Takes the counts.</param>
    /// <param name="entersIntervals">True when events decide for themselves which interval they belong to.</param>
    /// <param name="most">The number of events to stop after.</param>
    /// <exception cref="DamagedPacketException">An event contradicts the metadata; those before it are counted.</exception>
    public static void Count(ReadOnlySpan<byte> bytes, Packet packet, ref long bit, FieldValues values, CountTable table, bool entersIntervals, long most = long.MaxValue)
    {
        for (; most > 0; most--)
        {
            var (begin, before) = (bit, values.State);
            if (!CheckedReader.TryRead(bytes, packet, ref bit, values, out var clock, out var traced)) return;
            if (entersIntervals && !table.TryEnter(clock))
            {
                (bit, values.State) = (begin, before);
                return;
            }

            table.Clock = clock;
            Count(traced, bytes, values, table);
        }
    }

    private static void Count(EventClass traced, ReadOnlySpan<byte> bytes, FieldValues values, CountTable table)
    {
        if (values.Has(FieldRole.ProcessName))
        {
            if (table.Turns is { } turns) Tell(turns, traced, bytes, values, table.Clock);
            table.Count(traced.Index, values.RawText(FieldRole.ProcessName, bytes));
        }
        else if (traced.IsSwitch)
            table.CountSwitch(traced.Index, values.RawText(FieldRole.PreviousName, bytes), values.RawText(FieldRole.NextName, bytes));
        else if (traced.IsExec)
            table.CountExec(traced.Index, values.RawText(FieldRole.FileName, bytes));
        else
            table.Count(traced.Index);
    }

    private static void Tell(TurnReader turns, EventClass traced, ReadOnlySpan<byte> bytes, FieldValues values, ulong clock)
    {
        if (traced.IsSwitch) turns.Switch(clock, values.RawText(FieldRole.PreviousName, bytes), values.RawText(FieldRole.NextName, bytes));
        else if (traced.IsExec) turns.Exec(clock, values.RawText(FieldRole.FileName, bytes));
    }
}
