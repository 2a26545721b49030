using Steadytrace.Traces.Tallies;

namespace Steadytrace.Traces.Tests.Ftrace;

internal static class TallyExtensions
{
    /// <summary>Events of one name.</summary>
    public static long ByName(this Tally tally, string name) => tally.Total().ByEvent.Where(pair => pair.Key.Name == name).Sum(pair => pair.Value);
}
