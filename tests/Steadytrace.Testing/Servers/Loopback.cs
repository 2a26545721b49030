using System.Net.Sockets;

namespace Steadytrace.Testing.Servers;

/// <summary>Looks at ports of this machine.</summary>
internal static class Loopback
{
    /// <summary>True when somebody listens on the port of this address.</summary>
    public static async Task<bool> ListensAsync(int port, string address = "127.0.0.1")
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(address, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
