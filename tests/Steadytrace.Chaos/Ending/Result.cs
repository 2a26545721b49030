using System.Globalization;
using Steadytrace.Chaos.Faults;

namespace Steadytrace.Chaos.Ending;

/// <summary>How a run of chaos ended.</summary>
/// <param name="Sources">Each source's reckoning, by <c>lttng.host-a</c>.</param>
/// <param name="Faults">What happened.</param>
/// <param name="OwnEnds">How often nodes ended by themselves and were started again.</param>
/// <param name="Wrongs">What does not add up, beside the sources' own.</param>
internal sealed record Result(IReadOnlyDictionary<string, SourceReckoning> Sources, FaultCounts Faults, int OwnEnds, IReadOnlyList<string> Wrongs)
{
    public IReadOnlyList<string> AllWrongs => [.. Sources.Values.SelectMany(source => source.Wrongs), .. Wrongs];

    /// <summary>A line for each source.</summary>
    public IEnumerable<string> Lines()
    {
        foreach (var (name, source) in Sources)
        {
            var hands = source.LostInHands > 0 ? string.Create(CultureInfo.InvariantCulture, $" ({source.LostInHands:N0} of them in the hands of a killed tracer)") : "";
            var more = source.LostChunks > 0 || source.GapSeconds > 0 ? string.Create(CultureInfo.InvariantCulture, $", {source.LostChunks:N0} chunks, {source.GapSeconds:0.0} s not recorded") : "";
            yield return string.Create(CultureInfo.InvariantCulture, $"{name,-14} in {source.Own,11:N0}  out {source.Counted,11:N0}  declared lost {source.Lost:N0}{hands}{more}");
        }
    }

    /// <summary>The closing line.</summary>
    public override string ToString()
    {
        var (own, counted, lost) = (Sources.Values.Sum(source => source.Own), Sources.Values.Sum(source => source.Counted), Sources.Values.Sum(source => source.Lost));
        var chunks = Sources.Values.Sum(source => source.LostChunks);
        var also = Faults.Fills > 0 ? string.Create(CultureInfo.InvariantCulture, $", disk filled {Faults.Fills} times ({chunks} chunks lost by it)") : "";
        var verdict = AllWrongs.Count == 0 ? "it adds up" : $"{AllWrongs.Count} things do NOT add up";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{own:N0} events in, {counted:N0} out, {lost:N0} declared lost; {Faults.Kills} kills, {Faults.Cuts} cuts, {OwnEnds} other restarts, broker stopped {Faults.BrokerStops} times, carbon {Faults.CarbonStops} times, {Faults.Storms} storms{also}: {verdict}");
    }
}
