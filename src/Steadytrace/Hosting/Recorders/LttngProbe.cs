using System.Net.Sockets;

namespace Steadytrace.Hosting.Recorders;

/// <summary>Whether an LTTng session daemon answers this user.</summary>
internal static class LttngProbe
{
    private const string SocketName = "client-lttng-sessiond";

    /// <summary>Asks at the places where the <c>lttng</c> command looks: root's daemon, then this user's own.</summary>
    public static bool Answers() => SocketFolders().Any(folder => Accepts(Path.Combine(folder, SocketName)));

    private static IEnumerable<string> SocketFolders()
    {
        yield return "/var/run/lttng";
        var home = Environment.GetEnvironmentVariable("LTTNG_HOME") is { Length: > 0 } chosen ? chosen : Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        yield return Path.Combine(home, ".lttng");
    }

    private static bool Accepts(string path)
    {
        if (!File.Exists(path)) return false;
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(path));
            return true;
        }
        catch (SocketException)
        {
            // A socket that a dead daemon left behind, or another user's.
            return false;
        }
    }
}
