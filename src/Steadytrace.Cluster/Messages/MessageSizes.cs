using Akka.Configuration;

namespace Steadytrace.Cluster.Messages;

/// <summary>How large messages between nodes may be. Remoting drops a larger frame with a line in the log, and whoever waits for it waits in vain.</summary>
public static class MessageSizes
{
    /// <summary>No message is larger, in bytes: tallies are cut to <see cref="TallyParts.MaxBytes"/>, lists for people are cut by number and length.</summary>
    public const int MaxBytes = 1 << 20;

    /// <summary>What a frame adds around a message: addresses, serializer, length; ample.</summary>
    private const int Envelope = 64 << 10;
    private const string FrameKey = "akka.remote.dot-netty.tcp.maximum-frame-size";
    private const int AkkasOwnFrame = 128_000;
    private const int BytesOfEntry = 64;
    private const int BytesOfRest = 4096;

    /// <summary>Why messages would be lost with this configuration, in one line; null when they fit.</summary>
    public static string? ProblemOf(Config config)
    {
        var frame = config.HasPath(FrameKey) ? config.GetByteSize(FrameKey) ?? 0 : AkkasOwnFrame;
        return frame >= MaxBytes + Envelope ? null : FormattableString.Invariant($"{FrameKey} is {frame} bytes; allowed: {MaxBytes + Envelope} or more, as the largest message needs");
    }

    /// <summary>About what an offer takes on the wire; never less.</summary>
    internal static long Of(ChunkOffer offer) =>
        BytesOfRest + (offer.DataPath.Length * 4L) + offer.Files.Sum(file => BytesOfEntry + (file.Path.Length * 4L)) + (offer.Before ?? []).Sum(tail => BytesOfEntry + (tail.Stream.Length * 4L));

    /// <summary>A name for people, cut to what a list of many bears.</summary>
    internal static string Short(string name) => name.Length <= MaxName ? name : name[..MaxName] + "…";

    private const int MaxName = 120;
}
