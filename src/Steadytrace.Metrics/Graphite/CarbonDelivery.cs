using System.Net.Sockets;

namespace Steadytrace.Metrics.Graphite;

/// <summary>One delivery to carbon: a connection of its own, whose orderly end says that carbon's process has read all of it.</summary>
/// <remarks>
/// Carbon acknowledges nothing, and a written byte may lie in a kernel's buffer when carbon ends. So the bridge ends its half of the connection
/// behind the last frame, and carbon, which reads to the end and then closes, ends the other. If its process goes with bytes unread, its kernel
/// resets the connection instead. One case is left: carbon closes having read all that came so far, while more is on the way. Then the far end
/// is seen before our own is acknowledged, and the reset comes later; <see cref="FinishAsync"/> waits for the socket's last state to tell them apart.
/// What carbon has read is in its cache. <see cref="CarbonOptions.AcknowledgeAfter"/> says what becomes of it when carbon is stopped in order;
/// carbon that is killed loses it.
/// </remarks>
internal sealed class CarbonDelivery : IDisposable
{
    // tcp(7): TCP_INFO's first byte is the state; the kernel's tcp_states.h: 7 is closed, to which TIME_WAIT counts once the socket is handed over.
    private const int TcpLevel = 6, TcpInfo = 11;
    private const byte Closed = 7;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(1);

    private readonly Socket _socket;

    private CarbonDelivery(Socket socket) => _socket = socket;

    /// <exception cref="SocketException">Carbon cannot be reached.</exception>
    public static async Task<CarbonDelivery> OpenAsync(CarbonOptions options, CancellationToken cancellation)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(options.Host, options.Port, cancellation);
            return new CarbonDelivery(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Hands a frame to the kernel.</summary>
    public async Task WriteAsync(ReadOnlyMemory<byte> frame, CancellationToken cancellation)
    {
        while (!frame.IsEmpty) frame = frame[await _socket.SendAsync(frame, cancellation)..];
    }

    /// <summary>Completes when carbon has read everything.</summary>
    /// <exception cref="SocketException">Carbon ended before it had.</exception>
    public async Task FinishAsync(CancellationToken cancellation)
    {
        _socket.Shutdown(SocketShutdown.Send);
        var nothing = new byte[256];
        // Carbon says nothing; whatever else listens there may.
        while (await _socket.ReceiveAsync(nothing, cancellation) > 0)
        {
        }

        if (!OperatingSystem.IsLinux()) return;
        var state = new byte[1];
        while (true)
        {
            _socket.GetRawSocketOption(TcpLevel, TcpInfo, state);
            if (state[0] == Closed) break;
            await Task.Delay(Look, cancellation);
        }

        var error = (int)_socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error)!;
        if (error != 0) throw new SocketException((int)SocketError.ConnectionReset, "carbon ended before it had read everything");
    }

    public void Dispose() => _socket.Dispose();
}
