using System.Security.Cryptography.X509Certificates;
using Steadytrace.Metrics.Trust;

namespace Steadytrace.Metrics.RabbitMq;

/// <summary>A broker, and how metrics are sent to it.</summary>
/// <remarks>The address may hold a password: it appears in no log and no error, <see cref="BrokerName"/> stands for it.</remarks>
public sealed record RabbitMqOptions
{
    /// <summary><c>amqp://user:password@host:5672/vhost</c>, or <c>amqps://…</c> for TLS; no path means the virtual host <c>/</c>.</summary>
    public required Uri Uri { get; init; }

    /// <summary>The name in the broker's certificate, where it is not the host of the address.</summary>
    public string? TlsServerName { get; init; }

    /// <summary>Who must have signed the broker's certificate; null: any authority that this machine trusts.</summary>
    public Authority? Authority { get; init; }

    /// <summary>Shown to a broker that asks for one, with its private key; null: none.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>The durable topic exchange that all metrics go to.</summary>
    public string Exchange { get; init; } = "steadytrace";

    /// <summary>The transient, auto-delete fanout exchange bound behind it, which Rocksteady and its like read; null makes none.</summary>
    public string? RocksteadyExchange { get; init; } = "rocksteady";

    /// <summary>Durable queues that must have a message before it counts as published. Declared and bound to all metrics when they are missing.</summary>
    public IReadOnlyList<string> RequiredQueues { get; init; } = ["steadytrace.graphite"];

    /// <summary>A message that no queue took is not confirmed. Off, metrics that nobody reads are let go; not for production.</summary>
    public bool Mandatory { get; init; } = true;

    /// <summary>Bytes that a queue declared here may hold, 1 MiB or more; when it is full the broker refuses messages, which wait in the tracers' spools.</summary>
    public long MaxQueueBytes { get; init; } = 2L << 30;

    /// <summary>Lines in a message, 1 to 100,000.</summary>
    public int MaxLinesPerMessage { get; init; } = 1000;

    /// <summary>Bytes in a message, 1,024 to 16 MiB. Only a single line longer than this makes a larger one.</summary>
    public int MaxBytesPerMessage { get; init; } = 128 * 1024;

    /// <summary>Messages sent and not yet confirmed, 1 to 10,000; the next one waits.</summary>
    public int ConfirmWindow { get; init; } = 200;

    /// <summary>From sending a message to its confirm, 100 ms or more; then the connection is closed.</summary>
    public TimeSpan ConfirmTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>For connecting, and for each declaration, 100 ms or more.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long to wait for another publisher of the datacenter to go before giving up, more than <see cref="Heartbeat"/>.</summary>
    public TimeSpan PlaceTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>1 s or more. After two of them without a sign the broker takes a publisher for dead; after getting its place the next one waits one more.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long open confirms are awaited on closing.</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Distance at which exchanges, queues and bindings are asserted again, 100 ms or more: an auto-delete exchange goes with its last consumer.</summary>
    public TimeSpan AssertEvery { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The broker as logs and errors name it: <c>amqp://host:5672/vhost</c>, never with user or password.</summary>
    public string BrokerName
    {
        get
        {
            var port = Uri.Port > 0 ? Uri.Port : Uri.Scheme == "amqps" ? 5671 : 5672;
            var vhost = VirtualHost;
            return $"{Uri.Scheme}://{Uri.Host}:{port}/{(vhost == "/" ? "" : vhost)}";
        }
    }

    internal string VirtualHost => Uri.AbsolutePath.Length > 1 ? Uri.UnescapeDataString(Uri.AbsolutePath[1..]) : "/";

    internal string User => Uri.UserInfo.Length == 0 ? "guest" : Uri.UnescapeDataString(Uri.UserInfo.Split(':')[0]);

    /// <summary>What is wrong with these options, one line each that names the option, its value and what is allowed; empty when nothing is.</summary>
    public IEnumerable<string> Problems()
    {
        if (!Uri.IsAbsoluteUri || Uri.Scheme is not ("amqp" or "amqps") || Uri.Host.Length == 0)
            yield return "Uri is not a broker's address; allowed: amqp://user:password@host:port/vhost or amqps://…";
        if (Exchange.Length is 0 or > 255) yield return $"Exchange is '{Exchange}'; allowed: a name of 1 to 255 bytes";
        if (MaxQueueBytes < 1 << 20) yield return $"MaxQueueBytes is {MaxQueueBytes}; allowed: 1048576 or more";
        if (MaxLinesPerMessage is < 1 or > 100_000) yield return $"MaxLinesPerMessage is {MaxLinesPerMessage}; allowed: 1 to 100000";
        if (MaxBytesPerMessage is < 1024 or > 16 << 20) yield return $"MaxBytesPerMessage is {MaxBytesPerMessage}; allowed: 1024 to 16777216";
        if (ConfirmWindow is < 1 or > 10_000) yield return $"ConfirmWindow is {ConfirmWindow}; allowed: 1 to 10000";
        if (ConfirmTimeout < TimeSpan.FromMilliseconds(100)) yield return $"ConfirmTimeout is {ConfirmTimeout}; allowed: 100 ms or more";
        if (ConnectTimeout < TimeSpan.FromMilliseconds(100)) yield return $"ConnectTimeout is {ConnectTimeout}; allowed: 100 ms or more";
        if (Heartbeat < TimeSpan.FromSeconds(1)) yield return $"Heartbeat is {Heartbeat}; allowed: 1 s or more";
        if (PlaceTimeout <= Heartbeat) yield return $"PlaceTimeout is {PlaceTimeout}; allowed: more than Heartbeat, {Heartbeat}";
        if (AssertEvery < TimeSpan.FromMilliseconds(100)) yield return $"AssertEvery is {AssertEvery}; allowed: 100 ms or more";
        if (Mandatory && RequiredQueues.Count == 0) yield return "RequiredQueues is empty; allowed while Mandatory is on: at least one queue";
    }

    /// <summary>The broker's name: a record's own text would show the password.</summary>
    public override string ToString() => BrokerName;
}
