using Steadytrace.Traces.Tallies;

namespace Steadytrace.Recording.Tests.Following;

/// <summary>All that a tally says, in lines; counts of nothing say nothing.</summary>
internal static class TallyLines
{
    public static string Of(Tally tally) => string.Join('\n', tally.Intervals
        .SelectMany(second => second.Value.ByPair.Where(pair => pair.Value != 0).Select(pair => $"{second.Key} {pair.Key.Event} of {pair.Key.Process}: {pair.Value}")
            .Append($"{second.Key} lost {second.Value.Lost} events, {second.Value.LostPackets} packets"))
        .Where(line => !line.EndsWith("lost 0 events, 0 packets", StringComparison.Ordinal))
        .Append($"packets {tally.Packets}, events {tally.Events}").Order(StringComparer.Ordinal));
}
