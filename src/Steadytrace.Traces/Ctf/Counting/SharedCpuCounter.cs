using Steadytrace.Traces.Ctf.Layout;
using Steadytrace.Traces.Ctf.Packets;
using Steadytrace.Traces.Tallies;

namespace Steadytrace.Traces.Ctf.Counting;

/// <summary>Counts several streams of one CPU event by event in order of time, with the checked reader.</summary>
internal sealed class SharedCpuCounter(IReadOnlyList<TraceStream> streams, CountOptions options, TallyParts into, FaultList faults)
{
    private readonly Dictionary<(TracedEvent Traced, long? Interval, Tally Tally), long> _waiting = [];
    private string? _current;

    public void Count(CancellationToken cancellation)
    {
        var events = new PriorityQueue<StreamEvents, (long Time, int Stream)>();
        for (var i = 0; i < streams.Count; i++)
        {
            var stream = new StreamEvents(streams[i], options, into, faults);
            if (stream.Next(cancellation)) events.Enqueue(stream, (stream.UnixNanoseconds, i));
        }

        while (events.TryDequeue(out var next, out var place))
        {
            Count(next);
            if (next.Next(cancellation)) events.Enqueue(next, (next.UnixNanoseconds, place.Stream));
        }

        Settle(ThreadTimeline.Unknown);
    }

    private void Count(StreamEvents at)
    {
        var traced = at.Event.Traced;
        if (at.Name(FieldRole.ProcessName) is { } own)
        {
            Count(at, own);
            return;
        }

        if (at.Event.IsSwitch)
        {
            var previous = at.Name(FieldRole.PreviousName)!;
            if (_current is null) Settle(previous);
            Count(at, previous);
            _current = at.Name(FieldRole.NextName);
            return;
        }

        if (_current is null)
        {
            var key = (traced, at.Slot.Start, at.Tally);
            if (!at.Slot.IsOutside) _waiting[key] = _waiting.GetValueOrDefault(key) + 1;
            return;
        }

        Count(at, _current);
        if (at.Event.IsExec) _current = at.FileName();
    }

    private static void Count(StreamEvents at, string process)
    {
        if (!at.Slot.IsOutside) at.Tally.Add(at.Slot.Start, at.Event.Traced, process, 1);
    }

    private void Settle(string process)
    {
        foreach (var ((traced, interval, tally), count) in _waiting) tally.Add(interval, traced, process, count);
        _waiting.Clear();
    }
}
