using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Steadytrace.Settings.Parts;

namespace Steadytrace.Hosting;

/// <summary>Bounds of every request: its size, how many at once, and how long it may take to come in.</summary>
internal static class RequestLimits
{
    private const int MaxBodyBytes = 128 * 1024; // a page's own messages; the API takes less
    private const int MaxLineBytes = 4 * 1024; // the longest name, escaped, and what stands around it
    private const int MaxHeaderBytes = 16 * 1024;
    private const int MaxHeaders = 64;
    private const int MaxStreams = 64;
    private static readonly TimeSpan HeadersWithin = TimeSpan.FromSeconds(10);
    private static readonly PathString Chunks = "/chunks", Live = "/health/live", Circuit = "/_blazor";

    public static void Set(KestrelServerLimits limits, HttpLimits settings)
    {
        limits.MaxConcurrentConnections = settings.Connections;
        limits.MaxConcurrentUpgradedConnections = settings.Connections;
        limits.MaxRequestBodySize = MaxBodyBytes;
        limits.MaxRequestLineSize = MaxLineBytes;
        limits.MaxRequestHeadersTotalSize = MaxHeaderBytes;
        limits.MaxRequestHeaderCount = MaxHeaders;
        limits.RequestHeadersTimeout = HeadersWithin;
        limits.Http2.MaxStreamsPerConnection = MaxStreams;
        // Who reads or writes more slowly than Kestrel's own least rate (240 bytes a second) is cut off.
    }

    /// <summary>Turns away, with 503, what is more than may be under way at once.</summary>
    /// <remarks>Not by the framework's middleware: that looks for idle limiters ten times a second in two tables, which was half of what an idle node woke up for. These two are all there are.</remarks>
    public static void UseRequestLimits(this IApplicationBuilder app, HttpLimits settings)
    {
        var (transfers, requests) = (Limiter(settings.Transfers, settings.Transfers), Limiter(settings.Requests, queue: 0));
        app.Use(async (context, next) =>
        {
            var limiter = context.Request.Path switch
            {
                // An open page holds its one request as long as it is open: connections are its limit. Whether the node lives must be told however busy it is.
                var path when path.StartsWithSegments(Circuit) || path.StartsWithSegments(Live) => null,
                var path when path.StartsWithSegments(Chunks) => transfers,
                _ => requests,
            };
            if (limiter is null) await next(context);
            else await InTurnAsync(limiter, context, next);
        });
    }

    private static ConcurrencyLimiter Limiter(int permits, int queue) =>
        new(new ConcurrencyLimiterOptions { PermitLimit = permits, QueueLimit = queue, QueueProcessingOrder = QueueProcessingOrder.OldestFirst });

    private static async Task InTurnAsync(ConcurrencyLimiter limiter, HttpContext context, RequestDelegate next)
    {
        RateLimitLease lease;
        try
        {
            lease = await limiter.AcquireAsync(1, context.RequestAborted);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody waits for the answer any more.
            return;
        }

        using (lease)
        {
            if (lease.IsAcquired) await next(context);
            else context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        }
    }
}
