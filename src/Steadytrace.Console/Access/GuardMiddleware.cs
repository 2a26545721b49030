using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Steadytrace.Console.Api;

namespace Steadytrace.Console.Access;

/// <summary>Asks <see cref="RequestGuard"/> and <see cref="CredentialGuard"/> about every request to a <see cref="GuardedEndpoint"/> and gives answers their security headers.</summary>
internal sealed class GuardMiddleware(RequestDelegate next, IOptions<AccessOptions> options)
{
    /// <summary>
    /// Nothing from elsewhere, no inline script. Inline styles stay allowed: MudBlazor writes its theme as a style element, and
    /// every position on a graph is a style attribute.
    /// </summary>
    internal const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; "
        + "connect-src 'self'; base-uri 'self'; form-action 'none'; frame-ancestors 'none'";

    public Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<GuardedEndpoint>() is not { } guarded) return next(context);

        var headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        if (guarded.IsPage) headers.ContentSecurityPolicy = ContentSecurityPolicy;

        if (RequestGuard.Refusal(context.Request, guarded, options.Value) is { } refusal) return Problems.Because(StatusCodes.Status403Forbidden, refusal).ExecuteAsync(context);
        if (CredentialGuard.MayPass(context.Request, options.Value)) return next(context);
        headers.WWWAuthenticate = CredentialGuard.Challenge;
        return Problems.Because(StatusCodes.Status401Unauthorized, CredentialGuard.Refusal).ExecuteAsync(context);
    }
}

/// <summary>The guard in a host.</summary>
public static class GuardMiddlewareExtensions
{
    private const string Mark = "Steadytrace.Guard";

    /// <summary>Adds the guard once, however many parts of the node ask for it.</summary>
    internal static void UseFleetGuard(this IApplicationBuilder app)
    {
        if (!app.Properties.TryAdd(Mark, true)) return;
        app.UseMiddleware<GuardMiddleware>();
    }

    /// <summary>Lets whoever may ask the API read this endpoint too, by whatever name he calls the node: figures for Prometheus.</summary>
    public static TBuilder GuardFigures<TBuilder>(this TBuilder endpoint) where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(GuardedEndpoint.Figures);
}
