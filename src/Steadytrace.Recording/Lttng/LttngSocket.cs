using System.Net.Sockets;

namespace Steadytrace.Recording.Lttng;

/// <summary>The sockets at which the <c>lttng</c> command looks for a session daemon: root's, then this user's own.</summary>
/// <remarks>Looks at all of them, where the command chooses by user and group: for who must not take a daemon that is there for one that is gone.</remarks>
public static class LttngSocket
{
    internal const string Name = "client-lttng-sessiond";

    /// <summary>True while somebody listens at one of them.</summary>
    public static bool Accepts() => Accepts(new Dictionary<string, string>());

    /// <summary>The same.</summary>
    /// <param name="environment">The command's variables, over those of this process.</param>
    internal static bool Accepts(IReadOnlyDictionary<string, string> environment) => Folders(environment).Any(folder => Accepts(Path.Combine(folder, Name)));

    private static IEnumerable<string> Folders(IReadOnlyDictionary<string, string> environment)
    {
        yield return "/var/run/lttng";
        if (Variable("LTTNG_RUNDIR") is { } chosen) yield return chosen;
        yield return Path.Combine(Variable("LTTNG_HOME") ?? Variable("HOME") ?? Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".lttng");

        string? Variable(string name) => (environment.GetValueOrDefault(name) ?? Environment.GetEnvironmentVariable(name)) is { Length: > 0 } value ? value : null;
    }

    private static bool Accepts(string path)
    {
        if (!File.Exists(path)) return false;
        // Never waits: a daemon that hangs, with too many before us, is there all the same.
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { Blocking = false };
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(path));
            return true;
        }
        catch (SocketException failure)
        {
            // All else: a socket that a dead daemon left behind, or another user's.
            return failure.SocketErrorCode == SocketError.WouldBlock;
        }
    }
}
