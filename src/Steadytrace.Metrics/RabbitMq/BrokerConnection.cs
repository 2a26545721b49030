using System.Net.Sockets;
using RabbitMQ.Client;

namespace Steadytrace.Metrics.RabbitMq;

/// <summary>One connection to a broker that is never mended: when it is lost, or cut, it is over, and its owner opens another.</summary>
/// <remarks>
/// The client's own recovery stays off: it has deadlocked, and it would send on a connection whose place as publisher is gone. The sockets are
/// kept here, so that <see cref="Cut"/> can make sure that nothing more is sent, whatever state the client is in.
/// </remarks>
internal sealed class BrokerConnection : IAsyncDisposable
{
    private static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(5);

    private readonly RabbitMqOptions _options;
    private readonly List<Socket> _sockets = [];
    private readonly CancellationTokenSource _lost = new();
    private IConnection? _connection;
    private string? _cause;
    private bool _over;

    private BrokerConnection(RabbitMqOptions options) => _options = options;

    /// <summary>Set when the connection has ended, however it did.</summary>
    public CancellationToken Lost => _lost.Token;

    /// <summary>True from the moment it has ended; <see cref="Lost"/> tells those who wait a moment later.</summary>
    public bool IsOver => Volatile.Read(ref _over);

    /// <summary>Why it ended, one line.</summary>
    public string Cause => _cause ?? $"{_options.BrokerName}: the connection is closed";

    /// <summary>The broker's reason for taking no messages at the moment (memory or disk alarm); null while it takes them.</summary>
    public string? Blocked { get; private set; }

    /// <summary>Connects.</summary>
    /// <exception cref="Exception">What the client throws; <see cref="BrokerFailure"/> puts it into words.</exception>
    public static async Task<BrokerConnection> OpenAsync(RabbitMqOptions options, string name, CancellationToken cancellation)
    {
        var broker = new BrokerConnection(options);
        try
        {
            await broker.ConnectAsync(name, cancellation).WaitAsync(cancellation);
            return broker;
        }
        catch
        {
            broker.Cut("not connected");
            throw;
        }
    }

    /// <summary>A channel without confirms: for declarations and consumers.</summary>
    public Task<IChannel> ChannelAsync(CancellationToken cancellation) => Connection.CreateChannelAsync(cancellationToken: cancellation);

    /// <summary>A channel whose publishes end when the broker has confirmed them.</summary>
    public Task<IChannel> ConfirmingChannelAsync(CancellationToken cancellation) =>
        Connection.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true,
            outstandingPublisherConfirmationsRateLimiter: null), cancellation);

    /// <summary>Ends the connection at once: what the kernel still holds of it is thrown away, the broker sees a reset.</summary>
    /// <param name="cause">Why, one line; the first cause stays.</param>
    public void Cut(string cause)
    {
        Interlocked.CompareExchange(ref _cause, cause, null);
        lock (_sockets)
        {
            foreach (var socket in _sockets)
            {
                try
                {
                    socket.LingerState = new LingerOption(true, 0);
                }
                catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
                {
                    // Closed already: nothing is left to be thrown away.
                }

                socket.Dispose();
            }
        }

        End();
    }

    /// <summary>Closes in order, or cuts when that takes more than 5 s.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_connection is { IsOpen: true } connection && !IsOver)
        {
            Interlocked.CompareExchange(ref _cause, $"{_options.BrokerName}: the connection was closed here", null);
            try
            {
                await connection.CloseAsync(Constants.ReplySuccess, "done", CloseTimeout, abort: true).WaitAsync(CloseTimeout);
            }
            catch (Exception)
            {
                // However the client fails to close, the sockets are cut below.
            }
        }

        Cut(Cause);
    }

    private IConnection Connection => _connection ?? throw new InvalidOperationException("not connected");

    private async Task ConnectAsync(string name, CancellationToken cancellation)
    {
        var factory = new ConnectionFactory
        {
            Uri = _options.Uri,
            AutomaticRecoveryEnabled = false,
            TopologyRecoveryEnabled = false,
            RequestedHeartbeat = _options.Heartbeat,
            RequestedConnectionTimeout = _options.ConnectTimeout,
            ContinuationTimeout = _options.ConnectTimeout,
            HandshakeContinuationTimeout = _options.ConnectTimeout,
            SocketFactory = Socket,
        };
        if (factory.Ssl.Enabled) BrokerTls.Set(factory.Ssl, _options);
        var connection = await factory.CreateConnectionAsync(name, cancellation);
        connection.ConnectionShutdownAsync += (_, shutdown) =>
        {
            Interlocked.CompareExchange(ref _cause, $"{_options.BrokerName} ended the connection: {shutdown.ReplyText}", null);
            End();
            return Task.CompletedTask;
        };
        connection.ConnectionBlockedAsync += (_, blocked) =>
        {
            Blocked = blocked.Reason;
            return Task.CompletedTask;
        };
        connection.ConnectionUnblockedAsync += (_, _) =>
        {
            Blocked = null;
            return Task.CompletedTask;
        };
        _connection = connection;
        // It may have ended before anyone listened.
        if (connection.CloseReason is { } reason) Cut($"{_options.BrokerName} ended the connection: {reason.ReplyText}");
    }

    private TcpClientAdapter Socket(AddressFamily family)
    {
        var socket = new Socket(family, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        lock (_sockets) _sockets.Add(socket);
        return new TcpClientAdapter(socket);
    }

    private void End()
    {
        // On the pool: those who wait must not run on the client's reading loop, nor under a lock of the caller.
        if (!Interlocked.Exchange(ref _over, true)) _ = Task.Run(_lost.Cancel);
    }
}
