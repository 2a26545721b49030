using System.Collections.ObjectModel;

namespace Steadytrace.Traces.Tallies;

/// <summary>Tallies by part of a trace; their sum is the trace's. Without a split there is one part. Not safe for use by several threads at once.</summary>
/// <param name="split">What each part is.</param>
/// <param name="room">How much they may hold, with all others that have this room.</param>
internal sealed class TallyParts(CountSplit split, TallyRoom room)
{
    /// <summary>The part of what packets name no CPU of.</summary>
    public const string NoCpu = "(no cpu)";

    private readonly Dictionary<string, Tally> _parts = [];
    private readonly List<CpuTail> _cpuTails = [];

    /// <summary>How much all tallies of the count may hold.</summary>
    public TallyRoom Room { get; } = room;

    /// <summary>From the first event to the last, as far as it is known; null when nothing told.</summary>
    public TraceSpan? Span { get; private set; }

    /// <summary>Who ran where at the end, as far as anybody asked.</summary>
    public IReadOnlyList<CpuTail> CpuTails => _cpuTails.Count == 0 ? [] : [.. _cpuTails.OrderBy(tail => tail.Stream, StringComparer.Ordinal).ThenBy(tail => tail.Cpu)];

    /// <summary>Takes who ran on a CPU at its end.</summary>
    public void Add(CpuTail tail) => _cpuTails.Add(tail);

    /// <summary>Takes the span of another piece.</summary>
    public void Widen(TraceSpan? span) => Span = TraceSpan.Around(Span, span);

    /// <summary>The tally of a part, made empty when there is none yet.</summary>
    public Tally Of(string part)
    {
        if (_parts.TryGetValue(part, out var tally)) return tally;
        var name = _parts.Count < CountReport.MaximumParts ? part : CountReport.OtherParts;
        if (!_parts.TryGetValue(name, out tally)) _parts.Add(name, tally = new Tally(Room));
        return tally;
    }

    /// <summary>The name of the part of a CPU and a stream.</summary>
    /// <param name="cpu">The CPU; null where none is known.</param>
    /// <param name="firstFile">The stream's first file, relative to the path that is counted.</param>
    public string NameOf(ulong? cpu, string firstFile) => split switch
    {
        CountSplit.Cpu => cpu is { } number ? $"cpu {number}" : NoCpu,
        CountSplit.Stream => firstFile,
        _ => "",
    };

    /// <summary>Adds to a part; the tally is nobody else's from then on.</summary>
    public void Add(string part, Tally tally)
    {
        if (_parts.Count < CountReport.MaximumParts && _parts.TryAdd(part, tally)) return;
        Room.GiveBack(tally);
        Of(part).Add(tally);
    }

    /// <summary>Adds all parts of another, which is empty then.</summary>
    public void Add(TallyParts other)
    {
        foreach (var (name, tally) in other._parts) Add(name, tally);
        other._parts.Clear();
        Widen(other.Span);
        _cpuTails.AddRange(other._cpuTails);
    }

    /// <summary>Takes all parts out, as their sum.</summary>
    public Tally Take()
    {
        var sum = new Tally();
        foreach (var tally in _parts.Values)
        {
            sum.Add(tally);
            Room.GiveBack(tally);
        }

        _parts.Clear();
        return sum;
    }

    /// <summary>The sum of all parts.</summary>
    public Tally Sum()
    {
        if (split == CountSplit.None && _parts.Count == 1) return _parts.Values.First();
        var sum = new Tally();
        foreach (var tally in _parts.Values) sum.Add(tally);
        return sum;
    }

    /// <summary>What a report tells: nothing without a split.</summary>
    public IReadOnlyDictionary<string, Tally> Told() => split == CountSplit.None ? ReadOnlyDictionary<string, Tally>.Empty : new SortedDictionary<string, Tally>(_parts, StringComparer.Ordinal);
}
