using Steadytrace.Traces.Tallies;

namespace Steadytrace.Traces.Ctf.Counting;

/// <summary>Settles the open counts of one CPU: the thread that runs when a segment begins is the one that ran when the segment before it ended.</summary>
internal sealed class ThreadTimeline(TallyParts into)
{
    public const string Unknown = "(unknown)";

    private readonly Dictionary<(OpenCount Open, string Part), long> _waiting = [];
    private string? _current;

    /// <summary>Events of which nobody knows yet whose they are.</summary>
    public long Waiting => _waiting.Values.Sum();

    /// <summary>Takes the next segment in order of time.</summary>
    public void Append(ThreadSegment segment)
    {
        into.Room.GiveBack(segment.Open.Count * OpenCount.Entries);
        foreach (var open in segment.Open)
        {
            if (_current is null) Wait(open, segment.Part);
            else Count(open, segment.Part, open.Exec ?? _current);
        }

        if (_current is null && segment.FirstPrevious is { } previous) Settle(previous);

        // An exec names a thread only where one is known to run.
        if (_current is not null || segment.FirstPrevious is not null) _current = segment.Last ?? _current;
    }

    /// <summary>No segment follows: what still waits belongs to nobody known.</summary>
    public void End() => Settle(Unknown);

    /// <summary>Keeps events until it is known who ran; where there is no room for that, they belong to nobody known.</summary>
    public void Wait(OpenCount open, string part)
    {
        var key = (open with { Count = 0 }, part);
        if (_waiting.TryGetValue(key, out var count) || into.Room.TryTake(OpenCount.Entries)) _waiting[key] = count + open.Count;
        else Count(open, part, Unknown);
    }

    /// <summary>Counts what waits for a process.</summary>
    public void Settle(string process)
    {
        into.Room.GiveBack(_waiting.Count * OpenCount.Entries);
        foreach (var ((open, part), count) in _waiting) Count(open with { Count = count }, part, process);
        _waiting.Clear();
    }

    private void Count(OpenCount open, string part, string process) => into.Of(part).Add(open.IntervalStart, open.Traced, process, open.Count);
}
