using Steadytrace.Traces.Ctf.Layout;
using Steadytrace.Traces.Ctf.Packets;
using Steadytrace.Traces.Tallies;

namespace Steadytrace.Traces.Ctf.Counting;

/// <summary>Cuts time into the slots that were asked for: the intervals, as far as they lie in the range, and what is before and after it.</summary>
internal sealed class TimeSlots(CountOptions options)
{
    private const long NanosecondsPerSecond = 1_000_000_000;
    private readonly TimeRange _range = TimeRange.Of(options);
    private readonly IntervalLength? _interval = options.Interval;
    private readonly long _shift = options.ShiftNanoseconds;

    /// <summary>False when all is one slot, and no event's time matters.</summary>
    public bool AreNeeded => _interval is not null || _range.IsLimited;

    /// <summary>True when what has no time is not counted.</summary>
    public bool NeedTime => _range.IsLimited;

    /// <summary>The slot of a time.</summary>
    /// <param name="unixNanoseconds">The time, shifted as asked.</param>
    public TimeSlot Of(long unixNanoseconds)
    {
        if (_range.IsBefore(unixNanoseconds)) return new TimeSlot(null, RangeSide.Before);
        if (_range.IsAfter(unixNanoseconds)) return new TimeSlot(null, RangeSide.After);
        return new TimeSlot(_interval?.StartOf(unixNanoseconds), RangeSide.Inside);
    }

    /// <summary>The slot of a clock value.</summary>
    public TimeSlot Of(ulong cycles, ClockClass clock) => Of(Unix(cycles, clock));

    /// <summary>Where a packet's loss is booked: at its begin; untimed when it has none, and outside where only times count.</summary>
    public TimeSlot OfBegin(Packet packet) =>
        packet is { Begin: { } begin, Stream.Clock: { } clock } ? Of(begin, clock) : NeedTime ? new TimeSlot(null, RangeSide.Before) : TimeSlot.Untimed;

    /// <summary>The one slot that a whole packet lies in; null when its events must be asked.</summary>
    /// <param name="packet">The packet.</param>
    /// <param name="timesHold">False when what the tracer writes of packets' times cannot be trusted.</param>
    public TimeSlot? OfWhole(Packet packet, bool timesHold)
    {
        if (!AreNeeded || packet.Stream.Clock is not { } clock) return TimeSlot.Untimed;
        if (!timesHold || packet is not { Begin: { } begin, End: { } end } || end < begin) return null;
        var slot = Of(begin, clock);
        return slot == Of(end, clock) ? slot : null;
    }

    /// <summary>The borders of a slot: the first clock value in it, and the first after it.</summary>
    public (ulong From, ulong To) BordersOf(TimeSlot slot, ClockClass clock)
    {
        var (from, to) = slot.Side switch
        {
            RangeSide.Before => (null, _range.From),
            RangeSide.After => (_range.To, null),
            _ => (_range.From, _range.To),
        };
        var (first, end) = (Cycle(from, clock) ?? 0, Cycle(to, clock) ?? ulong.MaxValue);
        if (slot.Start is not { } start || _interval is not { } length) return (first, end);
        var begin = (Int128)start * NanosecondsPerSecond - _shift;
        return (Math.Max(first, Cycle(begin, clock)), Math.Min(end, Cycle(begin + length.Nanoseconds, clock)));
    }

    /// <summary>The time of a clock value in nanoseconds since 1970, shifted as asked.</summary>
    public long Unix(ulong cycles, ClockClass clock) => Saturate((Int128)clock.ToUnixNanoseconds(cycles) + _shift);

    private ulong? Cycle(long? unixNanoseconds, ClockClass clock) => unixNanoseconds is { } time ? Cycle((Int128)time - _shift, clock) : null;

    private static ulong Cycle(Int128 unixNanoseconds, ClockClass clock) => clock.FirstCycleAt(Saturate(unixNanoseconds));

    private static long Saturate(Int128 value) => value > long.MaxValue ? long.MaxValue : value < long.MinValue ? long.MinValue : (long)value;
}
