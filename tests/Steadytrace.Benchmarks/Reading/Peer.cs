using Steadytrace.Benchmarks.Timing;

namespace Steadytrace.Benchmarks.Reading;

/// <summary>The other reader: babeltrace2 with the component that counts the least.</summary>
internal static class Peer
{
    /// <summary>Seconds of the whole command.</summary>
    public static double Time(string trace) => Command.Time("babeltrace2", trace, "--component=sink.utils.counter");
}
