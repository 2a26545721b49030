using System.CommandLine;
using Steadytrace.Cluster.Fleet;
using Steadytrace.Commands.Fleet;
using Steadytrace.Hosting;
using Steadytrace.Recording.Lttng.Live;
using Steadytrace.Top.Sources;

namespace Steadytrace.Commands;

/// <summary>Chooses what <c>top</c> looks at.</summary>
internal static class TopSources
{
    /// <summary>A live session, where one is given; a cluster, where the node that was named or the one on this machine answers; else this machine alone.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="address">Of a live session; null: none.</param>
    /// <param name="isLocal">This machine, whether a node answers or not.</param>
    /// <param name="host">Only this host of a cluster; null: all.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    /// <exception cref="FailureException">A node was named and does not answer; or none does and nothing can be recorded here.</exception>
    public static async Task<ITopSource> OpenAsync(ParseResult parsed, string? address, bool isLocal, string? host, CancellationToken cancellation)
    {
        if (address is not null && isLocal) throw new MistakeException($"{address} and --local exclude each other: give one of them");
        if (address is not null) return await LttngLiveSource.OpenAsync(Session(address), cancellation).ConfigureAwait(false);
        if (isLocal) return new LocalSource(await LocalNode.StartAsync(cancellation).ConfigureAwait(false));
        var http = FleetConnection.Open(parsed, out var isNamed);
        try
        {
            await new FleetClient(http).LiveAsync(0, host: null, TimeSpan.Zero, cancellation).ConfigureAwait(false);
            return new ClusterSource(http, host);
        }
        catch (FleetRequestException exception)
        {
            http.Dispose();
            if (isNamed || exception.Status is not null) throw FleetConnection.Failure(exception);
            return await AloneAsync(exception, cancellation).ConfigureAwait(false);
        }
    }

    private static LttngLiveAddress Session(string text) =>
        LttngLiveAddress.TryParse(text, out var address, out var mistake) ? address! : throw new MistakeException(mistake);

    private static async Task<ITopSource> AloneAsync(FleetRequestException unanswered, CancellationToken cancellation)
    {
        try
        {
            return new LocalSource(await LocalNode.StartAsync(cancellation).ConfigureAwait(false));
        }
        catch (FailureException exception)
        {
            throw new FailureException($"{unanswered.Message.TrimEnd('.')}, and {exception.Message}", exception);
        }
    }
}
