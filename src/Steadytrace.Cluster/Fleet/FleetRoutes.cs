using System.Globalization;

namespace Steadytrace.Cluster.Fleet;

/// <summary>The addresses of the HTTP API, relative to a node's root; what the server maps and the client asks.</summary>
public static class FleetRoutes
{
    /// <summary>Everything lies below it.</summary>
    public const string Root = "/api/v1";

    /// <summary>
    /// A POST must carry this header with the value <c>1</c>. A page of another site cannot send it without this node's
    /// consent, which it never gives, so no such page can work the fleet through an operator's browser.
    /// </summary>
    public const string ConsentHeader = "X-Steadytrace";

    internal static string Fleet => $"{Root}/fleet";

    internal static string Intervals(int limit) => string.Create(CultureInfo.InvariantCulture, $"{Root}/intervals?limit={limit}");

    internal static string Metrics(string match, int limit) =>
        string.Create(CultureInfo.InvariantCulture, $"{Root}/metrics?match={Uri.EscapeDataString(match)}&limit={limit}");

    internal static string Series(string name) => $"{Root}/series?name={Uri.EscapeDataString(name)}";

    internal static string Chunks(string host, int limit) =>
        string.Create(CultureInfo.InvariantCulture, $"{Root}/chunks?host={Uri.EscapeDataString(host)}&limit={limit}");

    internal static string Live(long after, string? host, TimeSpan wait) => string.Create(
        CultureInfo.InvariantCulture, $"{Root}/live?after={after}&wait={(int)wait.TotalMilliseconds}{(host is null ? "" : $"&host={Uri.EscapeDataString(host)}")}");

    internal static string ScalePool(string node, int workers) =>
        string.Create(CultureInfo.InvariantCulture, $"{Root}/pools/{Uri.EscapeDataString(node)}/scale?workers={workers}");

    internal static string CommandTracer(string host, TracerCommand command) =>
        $"{Root}/tracers/{Uri.EscapeDataString(host)}/{command.ToString().ToLowerInvariant()}";

    internal static string RemoveNode(string node, bool down) => $"{Root}/nodes/{Uri.EscapeDataString(node)}/{(down ? "down" : "leave")}";
}
