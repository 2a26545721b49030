using System.Globalization;
using System.Text.RegularExpressions;
using Steadytrace.Testing;

namespace Steadytrace.Benchmarks.Recording;

/// <summary>Events that LTTng discarded, of all sessions in a place, by its own count.</summary>
internal sealed partial class LttngDiscards(LttngSessionDaemon place)
{
    private long _known;

    /// <summary>Since the last question.</summary>
    public async Task<long?> SinceLastAsync()
    {
        var before = _known;
        _known = 0;
        foreach (Match session in Session().Matches(await place.LttngAsync("--mi", "xml", "list")))
        {
            foreach (Match discarded in Discarded().Matches(await place.LttngAsync("--mi", "xml", "list", session.Groups[1].Value)))
                _known += long.Parse(discarded.Groups[1].Value, CultureInfo.InvariantCulture);
        }

        return _known - before;
    }

    [GeneratedRegex("<session><name>([^<]*)</name>")]
    private static partial Regex Session();

    [GeneratedRegex("<discarded_events>([0-9]*)</discarded_events>")]
    private static partial Regex Discarded();
}
