using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Steadytrace.Recording.Spool;

namespace Steadytrace.Cluster.Hosting;

/// <summary>Hands the bytes of closed chunks to workers of other nodes, against the cluster's credential.</summary>
public static class ChunkEndpoint
{
    private const string Bytes = "application/octet-stream";

    /// <summary>Maps <c>GET /chunks/{recorder}/{run}/{number}/{path}</c>, on nodes with the tracer role.</summary>
    public static IEndpointRouteBuilder MapChunks(this IEndpointRouteBuilder routes, NodeOptions node)
    {
        if (!node.Has(NodeRoles.Tracer)) return routes;
        var spool = Path.GetFullPath(node.Tracer.SpoolDirectory);
        routes.MapGet("/chunks/{recorder}/{run:long}/{number:long}/{**path}", (HttpRequest request, string recorder, long run, long number, string path) =>
        {
            if (!node.ClusterToken.IsShownBy(request)) return Results.Unauthorized();

            var data = Path.GetFullPath(Path.Combine(spool, recorder, $"{run}", $"{number}", "data"));
            var file = Path.GetFullPath(Path.Combine(data, path));
            // Neither name may lead out of its folder; a chunk that was decided meanwhile is simply gone.
            var inside = data.StartsWith(spool + Path.DirectorySeparatorChar, StringComparison.Ordinal)
                && file.StartsWith(data + Path.DirectorySeparatorChar, StringComparison.Ordinal)
                && !recorder.Contains('/', StringComparison.Ordinal);
            if (!inside) return Results.NotFound();
            if (File.Exists(file)) return Results.File(file, Bytes);
            // Unpacked here and not by the worker: whoever asks needs to know nothing of the form, and it takes one window of memory, and no disk.
            return PackedChunk.TryOpen(data, Path.GetRelativePath(data, file)) is { } unpacked ? Results.Stream(unpacked, Bytes) : Results.NotFound();
        }).ExcludeFromDescription();
        return routes;
    }
}
