using System.Net;
using System.Net.Sockets;

namespace Steadytrace.Testing;

/// <summary>Loopback ports that nobody listens on.</summary>
public static class FreePort
{
    /// <summary>One port.</summary>
    public static int Next() => Several(1)[0];

    /// <summary>Different ports: all are held until the last is found.</summary>
    public static int[] Several(int count)
    {
        var listeners = new List<TcpListener>();
        try
        {
            for (var port = 0; port < count; port++)
            {
                var listener = new TcpListener(IPAddress.Loopback, 0);
                listener.Start();
                listeners.Add(listener);
            }

            return [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        }
        finally
        {
            foreach (var listener in listeners) listener.Dispose();
        }
    }
}
