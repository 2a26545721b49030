using Steadytrace.Chaos.Load;

namespace Steadytrace.Chaos.Ending;

/// <summary>Whether one source's published numbers are its program's own: recorded = counted + declared lost, at the broker's consumer.</summary>
/// <remarks>
/// A source under kills, cuts and restarts only must be exact: each name in each interval where nothing was lost, and what was lost is what the
/// tracer itself says it lost. Of a source whose disk was filled it is enough that nothing is counted twice and no loss is silent.
/// </remarks>
internal sealed class SourceReckoning
{
    private readonly string _head;
    private readonly string _tail;
    private readonly IReadOnlyDictionary<(string Name, long UnixSeconds), double> _published;
    private readonly int _intervalSeconds;
    private readonly List<string> _wrongs = [];

    private SourceReckoning(string head, string tail, IReadOnlyDictionary<(string Name, long UnixSeconds), double> published, int intervalSeconds) =>
        (_head, _tail, _published, _intervalSeconds) = (head, tail, published, intervalSeconds);

    public long Own { get; private set; }

    public long Counted { get; private set; }

    public long Lost { get; private set; }

    public long LostChunks { get; private set; }

    /// <summary>Seconds without recording after the first interval.</summary>
    public double GapSeconds { get; private set; }

    /// <summary>Of <see cref="Lost"/>, what the tracer had handed to a process that was killed before it wrote them; the kernel's <c>read events</c> tell them.</summary>
    public long LostInHands { get; private set; }

    /// <summary>What does not add up, a line each.</summary>
    public IReadOnlyList<string> Wrongs => _wrongs;

    /// <param name="head">Begin of all the source's names: <c>10sec.lttng</c>.</param>
    /// <param name="tail">End of them: <c>lab.host-a</c>.</param>
    /// <param name="published">The consumer's last value per name and timestamp.</param>
    /// <param name="intervalSeconds">Length of an interval.</param>
    /// <param name="own">The program's own numbers.</param>
    /// <param name="tracer">The tracer's; null where some of its runs are over, and nobody can ask.</param>
    /// <param name="isExact">False: something happened to it that may destroy chunks.</param>
    public static SourceReckoning Of(
        string head, string tail, IReadOnlyDictionary<(string Name, long UnixSeconds), double> published, int intervalSeconds, IReadOnlyList<OwnSpan> own, TracersCount? tracer, bool isExact)
    {
        var reckoning = new SourceReckoning(head, tail, published, intervalSeconds);
        reckoning.Add(own, isExact);
        reckoning.AddIntervals(own);
        if (isExact) reckoning.Compare(tracer);
        else reckoning.CompareFaulted();
        return reckoning;
    }

    /// <summary>True once all intervals up to that of the last burst, and one more, are there and whole.</summary>
    public static bool IsComplete(string head, string tail, IReadOnlyDictionary<(string Name, long UnixSeconds), double> published, int intervalSeconds, IReadOnlyList<OwnSpan> own)
    {
        if (own.Count == 0) return true;
        for (var start = own[0].From; start <= own[^1].Until; start += intervalSeconds)
        {
            if (!published.TryGetValue(($"{head}.ledger.partial.{tail}", start), out var partial) || partial != 0) return false;
        }

        return true;
    }

    private void Add(IReadOnlyList<OwnSpan> own, bool isExact)
    {
        foreach (var span in own)
        {
            var mayLack = !isExact || LosesFrom(span);
            foreach (var (name, count) in span.Counts)
            {
                var counted = Of(name, span);
                if (counted > count) Wrong($"{name} of {Text(span)}: the program made {count}, published are {counted:0}");
                else if (counted < count && !mayLack) Wrong($"{name} of {Text(span)}: the program made {count}, published are {counted:0}, and nothing is declared lost then or later");
            }

            Own += span.Counts.Where(count => count.Key.StartsWith("events.", StringComparison.Ordinal)).Sum(count => count.Value);
        }
    }

    // A loss is booked where the packet begins that tells it: after the events.
    private bool LosesFrom(OwnSpan span) => _published.Any(line => line.Key.UnixSeconds >= span.From && line.Value > 0 && line.Key.Name == Name("ledger.lost"));

    private void AddIntervals(IReadOnlyList<OwnSpan> own)
    {
        var bySecond = _published.Where(line => line.Key.Name.StartsWith(_head + ".", StringComparison.Ordinal) && line.Key.Name.EndsWith("." + _tail, StringComparison.Ordinal))
            .GroupBy(line => line.Key.UnixSeconds).OrderBy(interval => interval.Key).ToList();
        for (var i = 1; i < bySecond.Count; i++)
        {
            if (bySecond[i].Key - bySecond[i - 1].Key != _intervalSeconds) Wrong($"no interval between {bySecond[i - 1].Key} and {bySecond[i].Key}");
        }

        foreach (var interval in bySecond)
        {
            var counted = Of("ledger.counted", interval.Key);
            var lost = Of("ledger.lost", interval.Key);
            (Counted, Lost, LostChunks) = (Counted + (long)counted, Lost + (long)lost, LostChunks + (long)Of("ledger.lost_chunks", interval.Key));
            if (own.Count > 0 && interval.Key > own[0].From && interval.Key < own[^1].Until) GapSeconds += Of("ledger.gap_seconds", interval.Key);
            foreach (var family in (string[])["events", "procname"])
            {
                var sum = interval.Where(line => line.Key.Name.StartsWith($"{_head}.{family}.", StringComparison.Ordinal)).Sum(line => line.Value);
                if (sum != counted) Wrong($"{family} of {interval.Key} add up to {sum:0}, counted are {counted:0}");
            }

            if (_published.TryGetValue((Name("ledger.recorded"), interval.Key), out var recorded) && recorded != counted + lost)
                Wrong($"interval {interval.Key}: recorded {recorded:0}, counted {counted:0}, lost {lost:0}");
        }
    }

    private void Compare(TracersCount? tracer)
    {
        if (tracer is null)
        {
            Wrong("its recording did not go on through all restarts: there is more than one run");
            return;
        }

        LostInHands = tracer is { Recorded: not null, Lost: { } inBuffers } ? Lost - inBuffers : 0;
        if (Own != Counted + Lost) Wrong($"the program made {Own}, counted are {Counted} and lost {Lost}: {Own - Counted - Lost} are missing");
        if (tracer.Recorded is { } recorded && recorded != Counted + Lost) Wrong($"the kernel recorded {recorded}, counted are {Counted} and lost {Lost}");
        if (tracer.Lost is { } told && (tracer.Recorded is null ? Lost != told : Lost < told)) Wrong($"the tracer says it lost {told}, declared are {Lost}");
        if (LostChunks > 0) Wrong($"{LostChunks} chunks are declared lost, and nothing happened that destroys one");
        if (GapSeconds > 0) Wrong($"recording rested for {GapSeconds:0.###} s, and nothing happened that ends a recorder");
    }

    private void CompareFaulted()
    {
        if (Own < Counted + Lost) Wrong($"the program made {Own}, counted are {Counted} and lost {Lost}: too many");
        if (Own > Counted + Lost && LostChunks == 0 && GapSeconds == 0) Wrong($"the program made {Own}, counted are {Counted} and lost {Lost}: {Own - Counted - Lost} are missing, and neither a chunk nor a gap is declared");
    }

    private double Of(string name, OwnSpan span) => Starts(span).Sum(start => Of(name, start));

    private double Of(string name, long start) => _published.GetValueOrDefault((Name(name), start));

    private string Name(string middle) => $"{_head}.{middle}.{_tail}";

    private IEnumerable<long> Starts(OwnSpan span)
    {
        for (var start = span.From; start < span.Until; start += _intervalSeconds) yield return start;
    }

    private static string Text(OwnSpan span) => $"{span.From} to {span.Until}";

    private void Wrong(string what) => _wrongs.Add($"{_head}…{_tail}: {what}");
}
