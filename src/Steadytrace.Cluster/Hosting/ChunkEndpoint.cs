using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Steadytrace.Cluster.Hosting;

/// <summary>Hands the bytes of closed chunks to workers of other nodes, against the cluster's credential.</summary>
public static class ChunkEndpoint
{
    /// <summary>Maps <c>GET /chunks/{recorder}/{run}/{number}/{path}</c>, on nodes with the tracer role.</summary>
    public static IEndpointRouteBuilder MapChunks(this IEndpointRouteBuilder routes, NodeOptions node)
    {
        if (!node.Has(NodeRoles.Tracer)) return routes;
        var credential = Encoding.UTF8.GetBytes($"Bearer {node.ClusterToken}");
        var spool = Path.GetFullPath(node.Tracer.SpoolDirectory);
        routes.MapGet("/chunks/{recorder}/{run:long}/{number:long}/{**path}", (HttpRequest request, string recorder, long run, long number, string path) =>
        {
            var given = Encoding.UTF8.GetBytes(request.Headers.Authorization.ToString());
            if (node.ClusterToken.Length == 0 || !CryptographicOperations.FixedTimeEquals(given, credential)) return Results.Unauthorized();

            var data = Path.GetFullPath(Path.Combine(spool, recorder, $"{run}", $"{number}", "data"));
            var file = Path.GetFullPath(Path.Combine(data, path));
            // Neither name may lead out of its folder; a chunk that was decided meanwhile is simply gone.
            var inside = data.StartsWith(spool + Path.DirectorySeparatorChar, StringComparison.Ordinal)
                && file.StartsWith(data + Path.DirectorySeparatorChar, StringComparison.Ordinal)
                && !recorder.Contains('/', StringComparison.Ordinal);
            return inside && File.Exists(file) ? Results.File(file, "application/octet-stream") : Results.NotFound();
        }).ExcludeFromDescription();
        return routes;
    }
}
