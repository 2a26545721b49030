using Steadytrace.Traces.Tallies;

namespace Steadytrace.Commands.Count;

/// <summary>Counts by an event's name alone: two kinds of event of one name and different types are one to a person.</summary>
internal static class EventNames
{
    public static Dictionary<string, long> Sum(IntervalTally tally)
    {
        var sums = new Dictionary<string, long>();
        foreach (var (traced, count) in tally.ByEvent) sums[traced.Name] = sums.GetValueOrDefault(traced.Name) + count;
        return sums;
    }
}
