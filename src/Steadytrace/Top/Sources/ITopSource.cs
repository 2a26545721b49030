using Steadytrace.Cluster.Fleet;

namespace Steadytrace.Top.Sources;

/// <summary>Where counts come from.</summary>
internal interface ITopSource : IAsyncDisposable
{
    /// <summary>What is looked at, for people.</summary>
    string Where { get; }

    /// <summary>What changed since it was asked before; waits for a moment where nothing did.</summary>
    /// <exception cref="TopSourceException">It does not answer now; asking again is worth while.</exception>
    Task<LiveView> NextAsync(CancellationToken cancellation);
}
