namespace Steadytrace.Traces.Ftrace;

/// <summary>What <see cref="RecordBatch"/> must know of one event id: numbers to calculate with, so that no kind of event needs a branch.</summary>
internal readonly record struct BatchSlot
{
    /// <summary>A kind of event that ends the batch: no record is as long as it asks for.</summary>
    public static BatchSlot Ending => new() { MinimumBytes = int.MaxValue };

    /// <summary>All ones over a system call's number; 0 where the event is none.</summary>
    public ulong NumberMask { get; init; }

    /// <summary>Offset of 8 bytes with the number of a system call, from the record's head.</summary>
    public uint NumberOffset { get; init; }

    /// <summary>Numbers from 0 to below this one have a column; 1 where the event is no system call.</summary>
    public uint Calls { get; init; }

    /// <summary>The (first) column of the counts.</summary>
    public uint Column { get; init; }

    /// <summary>Bytes of payload that a record must have, so that all that is named here can be read; at least 8.</summary>
    public uint MinimumBytes { get; init; }

    /// <summary>4, a place's size, for a switch, whose names are to be compared; else 0.</summary>
    public uint Switches { get; init; }

    /// <summary>The same event as the careful loop sees it.</summary>
    public static BatchSlot Of(in EventSlot slot)
    {
        var usual = new BatchSlot { Column = (uint)slot.Column, Calls = 1, MinimumBytes = (uint)Math.Max(slot.MinimumBytes, sizeof(ulong)) };
        return slot.Action switch
        {
            RecordAction.Count => usual,
            RecordAction.Switch => usual with { Switches = sizeof(uint) },
            RecordAction.SystemCall => usual with
            {
                Calls = (uint)slot.Calls,
                NumberOffset = (uint)slot.Pid + sizeof(uint),
                NumberMask = slot.CallBytes == sizeof(ulong) ? ulong.MaxValue : uint.MaxValue,
                MinimumBytes = Math.Max(usual.MinimumBytes, (uint)slot.Pid + sizeof(ulong)),
            },
            _ => Ending,
        };
    }
}
