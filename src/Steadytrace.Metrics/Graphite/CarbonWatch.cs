using System.Net.Sockets;

namespace Steadytrace.Metrics.Graphite;

/// <summary>An idle connection to carbon that ends when carbon does.</summary>
internal sealed class CarbonWatch : IDisposable
{
    private readonly Socket _socket;
    private readonly CarbonOptions _options;

    private CarbonWatch(Socket socket, CarbonOptions options) => (_socket, _options) = (socket, options);

    /// <exception cref="BridgeException">Carbon cannot be reached.</exception>
    public static async Task<CarbonWatch> OpenAsync(CarbonOptions options, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(options.ConnectTimeout);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        // A machine that vanishes sends no end: the kernel asks after 10 s, and after three times 5 s more it is gone.
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 10);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 5);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 3);
        try
        {
            await socket.ConnectAsync(options.Host, options.Port, limit.Token);
            return new CarbonWatch(socket, options);
        }
        catch (Exception failure) when (failure is SocketException || !cancellation.IsCancellationRequested)
        {
            socket.Dispose();
            var why = failure is SocketException ? failure.Message : $"no answer within {options.ConnectTimeout.TotalSeconds:0.#} s";
            throw new BridgeException($"{options.Name}: {why}; check the address, and that carbon runs", failure);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Throws when carbon has ended.</summary>
    /// <exception cref="BridgeException">It has.</exception>
    public async Task UntilItEndsAsync(CancellationToken cancellation)
    {
        var nothing = new byte[256];
        try
        {
            while (await _socket.ReceiveAsync(nothing, cancellation) > 0)
            {
            }
        }
        catch (SocketException failure)
        {
            throw new BridgeException($"{_options.Name} has gone: {failure.Message}; start it again", failure);
        }

        throw new BridgeException($"{_options.Name} has ended, or closes idle connections (METRIC_CLIENT_IDLE_TIMEOUT must be unset); start it again");
    }

    public void Dispose() => _socket.Dispose();
}
