using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;
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
    private static readonly PathString Chunks = "/chunks", Health = "/health", Circuit = "/_blazor";

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

    public static void Set(RateLimiterOptions limiter, HttpLimits settings)
    {
        limiter.RejectionStatusCode = StatusCodes.Status503ServiceUnavailable;
        limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(context => context.Request.Path switch
        {
            // An open page holds its one request as long as it is open: connections are its limit. Whether the node lives must be told however busy it is.
            var path when path.StartsWithSegments(Circuit) || path.StartsWithSegments(Health) => RateLimitPartition.GetNoLimiter("free"),
            var path when path.StartsWithSegments(Chunks) => Partition("transfers", settings.Transfers, settings.Transfers),
            _ => Partition("requests", settings.Requests, queue: 0),
        });
    }

    private static RateLimitPartition<string> Partition(string name, int permits, int queue) => RateLimitPartition.GetConcurrencyLimiter(
        name, _ => new ConcurrencyLimiterOptions { PermitLimit = permits, QueueLimit = queue, QueueProcessingOrder = QueueProcessingOrder.OldestFirst });
}
