using Steadytrace.Traces.Ctf.Layout;
using Steadytrace.Traces.Ctf.Packets;

namespace Steadytrace.Traces.Ctf.Counting;

/// <summary>Finds the stream classes that are not worth a plan: their streams have too few bytes, all together.</summary>
internal static class SmallStreams
{
    public static IReadOnlySet<StreamClass> Of(IEnumerable<TraceStream> streams, long planFromBytes)
    {
        var bytes = new Dictionary<StreamClass, long>();
        foreach (var stream in streams) bytes[stream.Class] = bytes.GetValueOrDefault(stream.Class) + stream.Bytes;
        var small = new HashSet<StreamClass>();
        foreach (var (stream, size) in bytes)
        {
            if (size < planFromBytes) small.Add(stream);
        }

        return small;
    }
}
