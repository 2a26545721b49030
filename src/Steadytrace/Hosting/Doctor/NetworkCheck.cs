using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Steadytrace.Metrics.RabbitMq;

namespace Steadytrace.Hosting.Doctor;

/// <summary>Whether the ports are free, and the broker can be reached.</summary>
internal static class NetworkCheck
{
    private static readonly TimeSpan LongestConnect = TimeSpan.FromSeconds(3);

    /// <summary>A port to listen on; port 0 takes any free one.</summary>
    public static async Task<Finding> PortAsync(Machine machine, string what, DnsEndPoint listen, CancellationToken cancellation)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{listen.Host}:{listen.Port}");
        try
        {
            var addresses = listen.Host == "*" ? [IPAddress.Any] : await Dns.GetHostAddressesAsync(listen.Host, cancellation).ConfigureAwait(false);
            using var listener = new TcpListener(addresses[0], listen.Port) { ExclusiveAddressUse = true };
            listener.Start();
            return Finding.Well(what, listen.Port == 0 ? "any free port" : $"{name} is free");
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            return await IsOursAsync(listen, cancellation).ConfigureAwait(false)
                ? Finding.Well(what, $"{name}: a steadytrace node answers there")
                : Finding.Lack(what, $"{name} is in use", string.Create(CultureInfo.InvariantCulture, $"{machine.Sudo}ss --listening --tcp --processes 'sport = :{listen.Port}'"));
        }
        catch (SocketException e)
        {
            return Finding.Lack(what, $"{name}: {e.Message}");
        }
    }

    public static async Task<Finding> BrokerAsync(Machine machine, RabbitMqOptions broker, CancellationToken cancellation)
    {
        var (host, port) = (broker.Uri.Host, broker.Uri.IsDefaultPort || broker.Uri.Port <= 0 ? broker.Uri.Scheme == "amqps" ? 5671 : 5672 : broker.Uri.Port);
        var name = string.Create(CultureInfo.InvariantCulture, $"{host}:{port}");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(LongestConnect);
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(host, port, limit.Token).ConfigureAwait(false);
            return Finding.Well("broker", $"{name} accepts connections");
        }
        catch (Exception e) when (e is SocketException || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            var why = e is SocketException ? e.Message.TrimEnd('.') : $"no answer within {LongestConnect.TotalSeconds} s";
            var local = host is "localhost" or "127.0.0.1" or "::1";
            return Finding.Lack("broker", $"{name}: {why}", local ? $"{machine.Sudo}systemctl start rabbitmq-server" : string.Create(CultureInfo.InvariantCulture, $"nc -vz {host} {port}"));
        }
    }

    private static async Task<bool> IsOursAsync(DnsEndPoint listen, CancellationToken cancellation)
    {
        using var http = new HttpClient { Timeout = LongestConnect };
        try
        {
            var host = listen.Host is "*" or "0.0.0.0" ? "127.0.0.1" : listen.Host;
            using var response = await http.GetAsync(new UriBuilder("http", host, listen.Port, "/health/live").Uri, cancellation).ConfigureAwait(false);
            return response.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !cancellation.IsCancellationRequested)
        {
            return false;
        }
    }
}
