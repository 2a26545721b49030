using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Steadytrace.Cluster.Fleet;

namespace Steadytrace.Console.Access;

/// <summary>Keeps pages of other sites from working the fleet through an operator's browser.</summary>
/// <remarks>
/// Three ways lead there, and each has its lock. DNS rebinding: the <c>Host</c> must be a name that is known to be ours; an
/// address needs no such proof, since no name was looked up. A cross-site form, fetch or web socket: the browser names its
/// <c>Origin</c>, which must be this very host. And a POST to the API must carry a header that a page of another
/// site cannot send without our consent.
/// </remarks>
internal static class RequestGuard
{
    /// <summary>Why the request is refused, in one line; null when it may pass.</summary>
    public static string? Refusal(HttpRequest request, GuardedEndpoint endpoint, AccessOptions options)
    {
        if (endpoint.IsCalledByName && !IsOurs(request.Host, options))
            return $"'{Shortened(request.Host.Value)}' is not a name of this node; if it should be, add it to the allowed hosts.";
        if (ChangesOrStays(request) && IsCrossSite(request))
            return "Requests from pages of other sites are refused.";
        if (endpoint.NeedsConsent && HttpMethods.IsPost(request.Method) && request.Headers[FleetRoutes.ConsentHeader] != "1")
            return $"A POST needs the header '{FleetRoutes.ConsentHeader}: 1'.";
        return null;
    }

    private static bool IsOurs(HostString host, AccessOptions options)
    {
        if (!host.HasValue) return false;
        var name = host.Host.TrimEnd('.');
        return IPAddress.TryParse(name.Trim('[', ']'), out _)
            || Same(name, "localhost")
            || name.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
            || Same(name, Environment.MachineName)
            || options.AllowedHosts.Any(allowed => allowed == "*" || Same(name, allowed));
    }

    /// <summary>True for what has effects: everything but plain reading, and the web socket of a page, which begins as a GET.</summary>
    private static bool ChangesOrStays(HttpRequest request) =>
        !(HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)) || request.HttpContext.WebSockets.IsWebSocketRequest
        || request.Headers.ContainsKey(HeaderNames.SecWebSocketKey);

    private static bool IsCrossSite(HttpRequest request)
    {
        if (request.Headers["Sec-Fetch-Site"] is [{ } site] && site is not ("same-origin" or "none")) return true;
        return request.Headers.Origin is [{ } origin]
            && !(Uri.TryCreate(origin, UriKind.Absolute, out var from) && Same(from.Authority, WithoutDefaultPort(request.Host, from)));
    }

    private static string WithoutDefaultPort(HostString host, Uri from) =>
        from.IsDefaultPort && host.Port == from.Port ? host.Host : host.Value!;

    private static bool Same(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);

    private static string Shortened(string? text) => text is { Length: > 80 } ? text[..80] + "…" : text ?? "";
}
