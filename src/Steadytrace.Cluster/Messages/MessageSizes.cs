using Steadytrace.Cluster.Wire;

namespace Steadytrace.Cluster.Messages;

/// <summary>How large a message will be, for those who make it: one that is larger than <see cref="MessageLimits.MaxBytes"/> is not sent, and whoever waits for it waits in vain.</summary>
internal static class MessageSizes
{
    private const int BytesOfEntry = 64;
    private const int BytesOfRest = 4096;
    private const int MaxName = 120;

    /// <summary>About what an offer takes on the wire; never less.</summary>
    public static long Of(ChunkOffer offer) =>
        BytesOfRest + (offer.DataPath.Length * 4L) + offer.Files.Sum(file => BytesOfEntry + (file.Path.Length * 4L)) + (offer.Before ?? []).Sum(tail => BytesOfEntry + (tail.Stream.Length * 4L));

    /// <summary>A name for people, cut to what a list of many bears.</summary>
    public static string Short(string name) => name.Length <= MaxName ? name : name[..MaxName] + "…";
}
