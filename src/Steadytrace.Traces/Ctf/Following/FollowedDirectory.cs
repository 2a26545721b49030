using Steadytrace.Traces.Ctf.Layout;
using Steadytrace.Traces.Ctf.Packets;

namespace Steadytrace.Traces.Ctf.Following;

/// <summary>A directory of a growing trace: its metadata grows too, whenever a program with new events comes.</summary>
internal sealed class FollowedDirectory
{
    private long _bytes = -1;

    /// <summary>The metadata says more than is known.</summary>
    public bool IsBehind { get; private set; }

    /// <summary>What the metadata says so far; null while it says nothing that can be understood.</summary>
    public TraceDirectory? Known { get; private set; }

    /// <summary>What was known once turned out otherwise: more than new events was said.</summary>
    public bool IsRevised { get; private set; }

    /// <summary>Counts up whenever the metadata has changed.</summary>
    public int Version { get; private set; }

    /// <summary>Reads the metadata again if it has grown.</summary>
    /// <returns>True when it says something else now.</returns>
    /// <remarks>
    /// Half a declaration is no metadata: what was known before is used on. So is what was known where the text has grown without a new declaration,
    /// since <see cref="Metadata.LayoutCache"/> gives a text's layout again.
    /// </remarks>
    public bool Refresh(string path)
    {
        try
        {
            var bytes = RegularFile.Length(Path.Combine(path, TraceDirectory.MetadataName));
            IsBehind = bytes != _bytes;
            if (!IsBehind) return false;
            var before = Known;
            Known = TraceDirectory.Open(path);
            (_bytes, IsBehind) = (bytes, false);
            if (Known.Layout == before?.Layout) return false;
            IsRevised |= before is not null && !IsContinued(before, Known);
            Version++;
            return true;
        }
        catch (Exception failure) when (failure is TraceException or IOException or UnauthorizedAccessException)
        {
            // It is being written, or moved: the next look finds more of it, and the last one insists.
            return false;
        }
    }

    private static bool IsContinued(TraceDirectory before, TraceDirectory now) =>
        before.Identity == now.Identity && before.Layout.Streams.Values.All(stream => now.Layout.Streams.TryGetValue(stream.Id, out var same) && IsContinued(stream, same));

    private static bool IsContinued(StreamClass before, StreamClass now) =>
        (before.Clock is null ? now.Clock is null : now.Clock is not null && before.Clock.IsSameAs(now.Clock)) && before.DiscardedBits == now.DiscardedBits
        && before.Events.All(traced => now.Find(traced.Id) is { } same && same.Traced == traced.Traced && same.HasProcessName == traced.HasProcessName);
}
