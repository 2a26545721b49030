using Steadytrace.Cluster.Fleet;
using Steadytrace.Hosting;

namespace Steadytrace.Top.Sources;

/// <summary>This machine, recorded for this look alone.</summary>
internal sealed class LocalSource(LocalNode node) : ITopSource
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan StartsWithin = TimeSpan.FromSeconds(3);
    private readonly long _began = TimeProvider.System.GetTimestamp();
    private long _version;

    public string Where => node.Records;

    public async Task<LiveView> NextAsync(CancellationToken cancellation)
    {
        var view = await node.Fleet.LiveAsync(_version, host: null, LongestWait, cancellation).ConfigureAwait(false);
        _version = view.Version;
        if (view.Sources.Count > 0 || TimeProvider.System.GetElapsedTime(_began) < StartsWithin) return view;
        var failures = (await node.Fleet.ViewAsync(cancellation).ConfigureAwait(false)).Failures;
        return failures is [.., var last] && !last.Recovered ? throw new TopSourceException($"{last.Part}: {last.LastMessage}") : view;
    }

    public ValueTask DisposeAsync() => node.DisposeAsync();
}
