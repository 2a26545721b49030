namespace Steadytrace.Metrics.Graphite;

/// <summary>A carbon daemon, and how the bridge feeds it.</summary>
public sealed record CarbonOptions
{
    /// <summary>Its host.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>Its pickle port or its line port, as <see cref="Protocol"/> says.</summary>
    public int Port { get; init; } = 2004;

    /// <summary>Pickle or line.</summary>
    public CarbonProtocol Protocol { get; init; } = CarbonProtocol.Pickle;

    /// <summary>The durable queue that the bridge empties; declared and bound to all metrics when it is missing.</summary>
    public string Queue { get; init; } = "steadytrace.graphite";

    /// <summary>Messages taken from the queue and not yet acknowledged, 1 to 10,000; up to a quarter of them is delivered together.</summary>
    /// <remarks>
    /// No more than so many pass within <see cref="AcknowledgeAfter"/>, however fast carbon is: 2,000 in 3 s are the metrics of 40,000 hosts a minute. So many
    /// may also wait in memory while carbon is slow, of some ten kilobytes each.
    /// </remarks>
    public ushort Prefetch { get; init; } = 2000;

    /// <summary>From carbon's reading a delivery to its acknowledgement, 0 to 60 s. Below 2 s, metrics are lost when carbon is stopped at the wrong moment.</summary>
    /// <remarks>
    /// Carbon's writer sleeps for a second whenever its cache is empty, and when carbon is stopped in that second, in order, what came in it is
    /// thrown away; once awake, it writes all that is there before it ends (carbon 1.1, <c>writer.py</c>, <c>writeForever</c>). The rest of the
    /// time is for a slow end of the process.
    /// </remarks>
    public TimeSpan AcknowledgeAfter { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Bytes in a frame, 4,096 to 1 MiB: carbon closes the connection on a longer one.</summary>
    public int MaxFrameBytes { get; init; } = 1 << 20;

    /// <summary>For connecting to carbon.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>For carbon to read one delivery. It reads slower, or not at all, when its cache is full.</summary>
    public TimeSpan DeliveryTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Carbon as logs and errors name it: <c>carbon at host:2004</c>.</summary>
    public string Name => $"carbon at {Host}:{Port}";

    /// <summary>What is wrong with these options, one line each that names the option, its value and what is allowed; empty when nothing is.</summary>
    public IEnumerable<string> Problems()
    {
        if (Host.Length == 0) yield return "Host is empty; allowed: a host name or an address";
        if (Port is < 1 or > 65535) yield return $"Port is {Port}; allowed: 1 to 65535";
        if (Queue.Length is 0 or > 255) yield return $"Queue is '{Queue}'; allowed: a name of 1 to 255 bytes";
        if (Prefetch is < 1 or > 10_000) yield return $"Prefetch is {Prefetch}; allowed: 1 to 10000";
        if (MaxFrameBytes is < 4096 or > 1 << 20) yield return $"MaxFrameBytes is {MaxFrameBytes}; allowed: 4096 to 1048576";
        if (ConnectTimeout < TimeSpan.FromMilliseconds(100)) yield return $"ConnectTimeout is {ConnectTimeout}; allowed: 100 ms or more";
        if (AcknowledgeAfter < TimeSpan.Zero || AcknowledgeAfter > TimeSpan.FromSeconds(60)) yield return $"AcknowledgeAfter is {AcknowledgeAfter}; allowed: 0 to 60 s";
        if (DeliveryTimeout < TimeSpan.FromMilliseconds(100)) yield return $"DeliveryTimeout is {DeliveryTimeout}; allowed: 100 ms or more";
    }
}
