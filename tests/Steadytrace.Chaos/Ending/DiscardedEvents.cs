using System.Globalization;
using System.Xml.Linq;
using Steadytrace.Testing;

namespace Steadytrace.Chaos.Ending;

/// <summary>What LTTng's session daemon says that it discarded.</summary>
internal static class DiscardedEvents
{
    /// <summary>Over all sessions of Steadytrace in a place; and how many there are.</summary>
    public static async Task<(TracersCount Count, int Sessions)> OfAsync(LttngSessionDaemon place)
    {
        long? lost = 0;
        var sessions = 0;
        foreach (var name in Values(await place.LttngAsync("--mi", "xml", "list"), "session", "name").Where(name => name.StartsWith("steadytrace", StringComparison.Ordinal)).Distinct())
        {
            sessions++;
            foreach (var value in Values(await place.LttngAsync("--mi", "xml", "list", name), "attributes", "discarded_events"))
            {
                // Below zero, told as a number near 2^64: releases up to 2.13 say so when the last packet of a stream tells 0 behind others that count on.
                var told = ulong.Parse(value, CultureInfo.InvariantCulture);
                lost = told > long.MaxValue ? null : lost + (long)told;
            }
        }

        return (new TracersCount(null, lost), sessions);
    }

    private static IEnumerable<string> Values(string xml, string parent, string name) => XDocument.Parse(xml).Descendants()
        .Where(element => element.Name.LocalName == name && element.Parent?.Name.LocalName == parent).Select(element => element.Value);
}
