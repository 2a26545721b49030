using System.Globalization;

namespace Steadytrace.Recording.Lttng.Live;

/// <summary>A live session at a relay daemon: <c>net://host[:port]/host/HOSTNAME/SESSION</c>, as babeltrace2 has it.</summary>
/// <param name="RelayHost">The relay daemon's host: a name, an IPv4 or an IPv6 address (without brackets).</param>
/// <param name="Port">Its port for viewers, 1 to 65535.</param>
/// <param name="TracedHost">The name of the host that is traced; empty, with <paramref name="Session"/>, where none was named.</param>
/// <param name="Session">The recording session's name; empty where none was named.</param>
public sealed record LttngLiveAddress(string RelayHost, int Port, string TracedHost, string Session)
{
    /// <summary>The port on which a relay daemon listens for viewers unless told otherwise.</summary>
    public const int DefaultPort = 5344;

    /// <summary>What every address begins with.</summary>
    public const string Scheme = "net://";

    private const string Form = "net://HOST[:PORT]/host/HOSTNAME/SESSION";

    /// <summary>Reads an address.</summary>
    /// <param name="text">The text; without <c>/host/HOSTNAME/SESSION</c> it names a relay daemon and no session, and connecting tells which there are.</param>
    /// <param name="address">What it says; null when it is none.</param>
    /// <param name="mistake">One line when it is none; empty otherwise.</param>
    public static bool TryParse(string text, out LttngLiveAddress? address, out string mistake)
    {
        (address, mistake) = (null, $"'{text}' is no address of a live session: {Form} is expected");
        if (!text.StartsWith(Scheme, StringComparison.Ordinal)) return false;
        var parts = text[Scheme.Length..].TrimEnd('/').Split('/');
        if (parts is not ([_] or [_, "host", { Length: > 0 }, { Length: > 0 }])) return false;
        if (!TryParseRelay(parts[0], out var host, out var port)) return false;
        (address, mistake) = (parts.Length == 1 ? new LttngLiveAddress(host, port, "", "") : new LttngLiveAddress(host, port, parts[2], parts[3]), "");
        return true;
    }

    /// <summary>The address of another session of the same relay daemon.</summary>
    public LttngLiveAddress Of(string tracedHost, string session) => this with { TracedHost = tracedHost, Session = session };

    /// <summary>The address as text.</summary>
    public override string ToString() => Session.Length == 0 ? $"{Scheme}{Relay}" : $"{Scheme}{Relay}/host/{TracedHost}/{Session}";

    private string Relay => (RelayHost.Contains(':', StringComparison.Ordinal) ? $"[{RelayHost}]" : RelayHost) + (Port == DefaultPort ? "" : $":{Port}");

    private static bool TryParseRelay(string text, out string host, out int port)
    {
        port = DefaultPort;
        var end = text.StartsWith('[') ? text.IndexOf(']', StringComparison.Ordinal) + 1 : text.IndexOf(':', StringComparison.Ordinal);
        if (end < 0) end = text.Length;
        host = text[..end].Trim('[', ']');
        if (host.Length == 0 || end == 0) return false;
        return end == text.Length
            || text[end] == ':' && int.TryParse(text.AsSpan(end + 1), NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is > 0 and < 65_536;
    }
}
