using Steadytrace.Traces.Generated.Streams;

namespace Steadytrace.Traces.Generated;

/// <summary>What counting a generated trace must yield, known from how it was made: lines, so that a difference names itself.</summary>
public sealed class ExpectedTally
{
    private const string Unknown = "(unknown)";
    private readonly List<Recorded> _events = [];
    private readonly List<(long? Second, long Events, long Packets)> _losses = [];

    public long Packets { get; private set; }

    public int Events => _events.Count;

    public long Lost => _losses.Sum(loss => loss.Events);

    /// <summary>To be called in the order in which events lie in their stream.</summary>
    public void Add(Recorded recorded) => _events.Add(recorded);

    public void AddPacket(long? second, long lostEvents, long lostPackets)
    {
        Packets++;
        if (lostEvents != 0 || lostPackets != 0) _losses.Add((second, lostEvents, lostPackets));
    }

    /// <summary>The tally; its second is the first word of each line, <c>-</c> where there is none.</summary>
    /// <param name="bySecond">False for one tally without time.</param>
    public List<string> Lines(bool bySecond)
    {
        var counts = new Dictionary<string, long>();
        foreach (var (second, events, packets) in _losses)
        {
            var slot = Slot(second, bySecond);
            Count($"{slot} lost", events);
            Count($"{slot} lost packets", packets);
        }

        foreach (var cpu in _events.GroupBy(recorded => (recorded.Identity, recorded.Cpu)))
        {
            foreach (var (recorded, process) in Named(cpu, follows: cpu.Key.Cpu is not null))
            {
                var slot = Slot(recorded.Time is { } time ? (long)(time / 1_000_000_000) : null, bySecond);
                Count($"{slot} event {recorded.Event}", 1);
                Count($"{slot} process {process}", 1);
                Count($"{slot} pair {recorded.Event}\t{process}", 1);
            }
        }

        List<string> lines = [$"packets: {Packets}", .. counts.Where(count => count.Value != 0).Select(count => $"{count.Key}: {count.Value}")];
        lines.Sort(StringComparer.Ordinal);
        return lines;

        void Count(string key, long count) => counts[key] = counts.GetValueOrDefault(key) + count;
    }

    private static string Slot(long? second, bool bySecond) => bySecond && second is { } known ? known.ToString() : "-";

    // The rule of the design, word for word: own name; else who runs on the CPU, by the switches in order of time.
    private static IEnumerable<(Recorded Recorded, string Process)> Named(IEnumerable<Recorded> events, bool follows)
    {
        var ordered = events.OrderBy(recorded => recorded.Time ?? 0).ToList(); // stable: events of one time keep their stream's order
        var current = follows ? ordered.Find(recorded => recorded.Previous is not null && recorded.Own is null)?.Previous : null;
        var known = false;
        foreach (var recorded in ordered)
        {
            if (recorded.Own is { } own)
            {
                yield return (recorded, own);
            }
            else if (current is null)
            {
                yield return (recorded, Unknown);
            }
            else if (recorded.Previous is { } previous)
            {
                yield return (recorded, previous);
                (current, known) = (recorded.Next, true);
            }
            else
            {
                yield return (recorded, current);
                if (recorded.Next is { } file && known) current = file;
            }
        }
    }
}
