using Steadytrace.Traces.Ctf.Checked;
using Steadytrace.Traces.Ctf.Packets;
using Steadytrace.Traces.Tallies;
using Steadytrace.Traces.Turns;

namespace Steadytrace.Traces.Ctf.Counting;

/// <summary>Counts several streams of one CPU event by event in order of time, with the checked reader.</summary>
internal sealed class SharedCpuCounter(IReadOnlyList<TraceStream> streams, CountOptions options, TallyParts into, FaultList faults)
{
    private readonly ThreadTimeline _timeline = new(into);
    private readonly TurnOrder? _turns = options.CpuTime && streams.Any(stream => stream.Class.TellsTurns) ? TurnOrder.Of(streams[0], options, into) : null;
    private string? _current;
    private long? _last;

    public void Count(CancellationToken cancellation)
    {
        var events = new PriorityQueue<StreamEvents, (long Time, int Stream)>();
        var values = new FieldValues();
        for (var i = 0; i < streams.Count; i++)
        {
            var stream = new StreamEvents(new StreamPlace(new PacketFeed(streams[i], tellsThreads: true, options, into, faults, cancellation)), values, options, faults);
            if (stream.Next(cancellation)) events.Enqueue(stream, (stream.UnixNanoseconds, i));
        }

        while (events.TryDequeue(out var next, out var place))
        {
            if (_turns is not null) Tell(next, _turns.Turns);
            Count(next);
            if (next.Next(cancellation)) events.Enqueue(next, (next.UnixNanoseconds, place.Stream));
        }

        _timeline.End();
        _turns?.Turns.EndPacket(_last, isLossBehind: false);
        if (_turns?.End() is { } tail) into.Add(tail);
    }

    // Packets overlap here: only what is missing in them matters.
    private void Tell(StreamEvents at, CpuTurns turns)
    {
        var time = at.UnixNanoseconds;
        var isLoss = at.IsBehindLoss && _last is not null;
        if (isLoss) turns.EndPacket(_last, isLossBehind: true);
        if (isLoss || _last is null) turns.BeginPacket(time, at.IsBehindLoss);
        if (at.Event.IsSwitch && at.Names is { Previous: { } previous, Next: { } next }) turns.Switch(time, previous, next);
        else if (at is { Event.IsExec: true, Names.File: { } file }) turns.Rename(time, file);
        _last = time;
    }

    private void Count(StreamEvents at)
    {
        if (at.Names.Own is { } own)
        {
            Count(at, own);
            return;
        }

        if (at.Event.IsSwitch)
        {
            var previous = at.Names.Previous!;
            if (_current is null) _timeline.Settle(previous);
            Count(at, previous);
            _current = at.Names.Next;
            return;
        }

        if (_current is null)
        {
            if (!at.Slot.IsOutside) _timeline.Wait(new OpenCount(at.Event.Traced, at.Slot.Start, null, 1), at.Part);
            return;
        }

        Count(at, _current);
        if (at.Event.IsExec) _current = at.Names.File;
    }

    private void Count(StreamEvents at, string process)
    {
        if (!at.Slot.IsOutside) into.Of(at.Part).Add(at.Slot.Start, at.Event.Traced, process, 1);
    }
}
