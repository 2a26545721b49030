using System.Net;
using System.Net.Sockets;
using Steadytrace.Commands;
using Steadytrace.Settings;
using Steadytrace.Settings.Parts;

namespace Steadytrace.Hosting;

/// <summary>The node's HTTP port, taken before anything else starts.</summary>
/// <remarks>
/// Taken first, a port in use ends the start before a tracer was touched; and with port 0 the address is known in time to be told to
/// other nodes. The web server is handed this very socket.
/// </remarks>
internal sealed class HttpEndpoint : IDisposable
{
    private HttpEndpoint(Socket socket, Uri address, Uri local) => (Socket, Address, Local) = (socket, address, local);

    public Socket Socket { get; }

    /// <summary>Where other nodes reach it.</summary>
    public Uri Address { get; }

    /// <summary>Where a browser on this machine reaches it.</summary>
    public Uri Local { get; }

    /// <param name="settings">Where to listen.</param>
    /// <param name="isSecure">By TLS.</param>
    /// <exception cref="FailureException">The port is in use, or the address is not this machine's.</exception>
    public static HttpEndpoint Take(HttpSettings settings, bool isSecure)
    {
        var listen = settings.Listen;
        var scheme = isSecure ? Uri.UriSchemeHttps : Uri.UriSchemeHttp;
        var isAny = listen.Host is "*" or "0.0.0.0" or "::";
        var socket = Bind(AddressOf(listen.Host), listen);
        var bound = (IPEndPoint)socket.LocalEndPoint!;
        var local = Make(scheme, isAny ? "127.0.0.1" : listen.Host, bound.Port);
        return new HttpEndpoint(socket, settings.Address ?? (isAny ? Make(scheme, Dns.GetHostName(), bound.Port) : local), local);
    }

    public void Dispose() => Socket.Dispose();

    private static Socket Bind(IPAddress address, DnsEndPoint listen)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (address.Equals(IPAddress.IPv6Any)) socket.DualMode = true;
            socket.Bind(new IPEndPoint(address, listen.Port));
            // Two sockets may be bound to one port until one listens; this must fail now, not at the web server's start.
            socket.Listen();
            return socket;
        }
        catch (SocketException exception)
        {
            socket.Dispose();
            var written = $"{listen.Host}:{listen.Port}";
            throw new FailureException(
                exception.SocketErrorCode switch
                {
                    SocketError.AddressAlreadyInUse => $"{written} is in use by another process: end that one, or set {SettingKeys.HttpListen} (up: --port) to another port",
                    SocketError.AddressNotAvailable => $"{listen.Host} is no address of this machine: set {SettingKeys.HttpListen} to one that is",
                    SocketError.AccessDenied => $"not allowed to listen on {written}: take a port above 1023 ({SettingKeys.HttpListen})",
                    _ => $"cannot listen on {written}: {exception.Message}",
                },
                exception);
        }
    }

    private static IPAddress AddressOf(string host)
    {
        if (host == "*") return IPAddress.IPv6Any;
        if (IPAddress.TryParse(host, out var address)) return address;
        try
        {
            return Dns.GetHostAddresses(host).OrderBy(found => found.AddressFamily == AddressFamily.InterNetwork ? 0 : 1).First();
        }
        catch (SocketException exception)
        {
            throw new FailureException($"{host} ({SettingKeys.HttpListen}) is no name that can be found: {exception.Message}", exception);
        }
    }

    private static Uri Make(string scheme, string host, int port) => new UriBuilder(scheme, host, port).Uri;
}
