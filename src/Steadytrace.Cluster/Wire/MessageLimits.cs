using System.Globalization;
using Akka.Configuration;

namespace Steadytrace.Cluster.Wire;

/// <summary>How large a message between nodes may be. A larger one is neither sent nor read; those who make lists stay below.</summary>
public static class MessageLimits
{
    /// <summary>The most bytes of one message, written.</summary>
    public const int MaxBytes = 1 << 20;

    /// <summary>The most bytes of text in a list for people: what else a message holds is far less than the rest.</summary>
    public const int MaxTextBytes = MaxBytes / 2;

    /// <summary>What Akka adds to a message, generously: addresses, headers, acknowledgements.</summary>
    private const int EnvelopeBytes = 64 * 1024;

    private const int AkkasOwnFrame = 128_000;
    private const string Key = "akka.remote.dot-netty.tcp.maximum-frame-size";

    /// <summary>What is wrong with the remoting frame, in one line; null when every message fits: a larger one would be dropped on the way, again and again.</summary>
    /// <param name="akka">The actor system's whole configuration.</param>
    public static string? ProblemOf(Config akka)
    {
        var frame = akka.HasPath(Key) ? akka.GetByteSize(Key, null) ?? 0 : AkkasOwnFrame;
        return frame >= MaxBytes + EnvelopeBytes
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"{Key} is {frame} bytes: expected at least {MaxBytes + EnvelopeBytes}, so that the largest message fits");
    }

    /// <summary>The first of some items, as many as stay within <see cref="MaxTextBytes"/>.</summary>
    public static IEnumerable<T> Fitting<T>(IEnumerable<T> items, Func<T, int> bytes)
    {
        var left = MaxTextBytes;
        return items.TakeWhile(item => (left -= bytes(item)) >= 0);
    }
}
