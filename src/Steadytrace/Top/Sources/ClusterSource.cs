using Steadytrace.Cluster.Fleet;

namespace Steadytrace.Top.Sources;

/// <summary>The live counts of a cluster, asked of any of its nodes.</summary>
/// <param name="http">Its base address is the node's.</param>
/// <param name="host">Only this host; null: all.</param>
internal sealed class ClusterSource(HttpClient http, string? host) : ITopSource
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);
    private readonly FleetClient _fleet = new(http);
    private long _version;

    public string Where => http.BaseAddress!.Authority;

    public async Task<LiveView> NextAsync(CancellationToken cancellation)
    {
        try
        {
            var view = await _fleet.LiveAsync(_version, host, LongestWait, cancellation).ConfigureAwait(false);
            _version = view.Version;
            return view;
        }
        catch (FleetRequestException exception)
        {
            throw new TopSourceException(exception.Message, exception);
        }
    }

    public ValueTask DisposeAsync()
    {
        http.Dispose();
        return default;
    }
}
