using System.Net;
using System.Net.Sockets;

namespace Steadytrace.Metrics.Tests.RabbitMq;

/// <summary>Stands between a publisher and its broker, and keeps what either says to itself for as long as the test wants: a link that is cut without a word, or a process that is stopped.</summary>
internal sealed class HeldRelay : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly List<Socket> _sockets = [];
    private readonly Uri _to;
    private readonly Task _accepting;
    private volatile TaskCompletionSource? _held;

    public HeldRelay(Uri to)
    {
        _to = to;
        _listener.Start();
        Uri = new UriBuilder(to) { Port = ((IPEndPoint)_listener.LocalEndpoint).Port }.Uri;
        _accepting = AcceptAsync();
    }

    /// <summary>The broker's address by way of this.</summary>
    public Uri Uri { get; }

    public void Hold() => _held ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>All that was held goes on.</summary>
    public void Release()
    {
        var held = _held;
        _held = null;
        held?.SetResult();
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _accepting;
        Release();
        lock (_sockets) _sockets.ForEach(socket => socket.Dispose());
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            try
            {
                var client = await _listener.AcceptSocketAsync();
                var broker = new Socket(SocketType.Stream, ProtocolType.Tcp);
                lock (_sockets) _sockets.AddRange([client, broker]);
                await broker.ConnectAsync(_to.Host, _to.Port);
                _ = CopyAsync(client, broker);
                _ = CopyAsync(broker, client);
            }
            catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task CopyAsync(Socket from, Socket to)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer) is > 0 and var bytes)
            {
                if (_held is { } held) await held.Task;
                await to.SendAsync(buffer.AsMemory(0, bytes));
            }
        }
        catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
        {
            // Either side has closed: so does the other.
        }

        from.Dispose();
        to.Dispose();
    }
}
