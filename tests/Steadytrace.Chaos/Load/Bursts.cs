using Steadytrace.Testing;

namespace Steadytrace.Chaos.Load;

/// <summary>Makes a program call in bursts, and keeps its numbers.</summary>
/// <param name="counts">Where they are kept.</param>
/// <param name="names">What the calls with numbers from…until-1 are, by metric.</param>
internal sealed class Bursts(OwnCounts counts, Func<long, long, IEnumerable<(string Name, long Count)>> names)
{
    private long _number;

    /// <summary>One burst, to its end.</summary>
    /// <param name="process">The program.</param>
    /// <param name="calls">How often it is to call.</param>
    /// <param name="batch">Calls between two pauses.</param>
    public async Task MakeAsync(CallingProcess process, long calls, long batch)
    {
        var before = UnixSeconds();
        var number = await process.CallAsync(calls, batch);
        counts.Add(before, UnixSeconds(), number - _number, names(_number, number));
        _number = number;
    }

    private static double UnixSeconds() => (DateTime.UtcNow - DateTime.UnixEpoch).TotalSeconds;
}
