using Steadytrace.Metrics;

namespace Steadytrace.Cluster.Fleet;

/// <summary>The cluster as a person sees and works it, from any node. Behind the console's pages, the HTTP API and the terminal commands.</summary>
/// <remarks>Every call asks the actors, within a time limit: an answer may lack nodes that did not reply, and says so in <see cref="FleetView.Unanswered"/>.</remarks>
public interface IFleet
{
    /// <summary>Nodes, pools and sources now.</summary>
    Task<FleetView> ViewAsync(CancellationToken cancellation);

    /// <summary>The latest intervals of all sources, newest first.</summary>
    /// <param name="limit">At most so many, 1 to 1,000.</param>
    /// <param name="cancellation">Ends the wait.</param>
    Task<IReadOnlyList<IntervalView>> IntervalsAsync(int limit, CancellationToken cancellation);

    /// <summary>Names of recent metrics that contain each of the words of <paramref name="match"/>, sorted.</summary>
    /// <param name="match">Words separated by spaces; empty matches all.</param>
    /// <param name="limit">At most so many, 1 to 10,000.</param>
    /// <param name="cancellation">Ends the wait.</param>
    Task<IReadOnlyList<string>> MetricNamesAsync(string match, int limit, CancellationToken cancellation);

    /// <summary>The recent values of one metric; null when no such metric was published lately.</summary>
    Task<MetricSeries?> SeriesAsync(string name, CancellationToken cancellation);

    /// <summary>Chunks in a host's spool, oldest first.</summary>
    Task<IReadOnlyList<ChunkView>> ChunksAsync(string host, int limit, CancellationToken cancellation);

    /// <summary>The counts of the last seconds, as tracers make them while they record; nothing is counted live while nobody asks.</summary>
    /// <param name="after">The <see cref="LiveView.Version"/> of the last answer; 0: everything.</param>
    /// <param name="host">Only this host; null: all.</param>
    /// <param name="wait">How long to wait for a change, up to 10 s.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="FleetRequestException">Too many look at once.</exception>
    Task<LiveView> LiveAsync(long after, string? host, TimeSpan wait, CancellationToken cancellation);

    /// <summary>Sets the number of workers of the pool on a node.</summary>
    /// <param name="node">A node's address (<c>10.0.0.7:9471</c>) or its host name where that is unique.</param>
    /// <param name="workers">0 to 256.</param>
    /// <param name="cancellation">Ends the wait.</param>
    Task<CommandResult> ScalePoolAsync(string node, int workers, CancellationToken cancellation);

    /// <summary>Restarts, pauses, resumes a host's tracer, or closes its chunk now.</summary>
    Task<CommandResult> CommandTracerAsync(string host, TracerCommand command, CancellationToken cancellation);

    /// <summary>Makes a node leave the cluster in order, or declares it down.</summary>
    Task<CommandResult> RemoveNodeAsync(string node, bool down, CancellationToken cancellation);
}

/// <summary>What a person can ask of a tracer.</summary>
public enum TracerCommand
{
    Restart,
    Rotate,
    Pause,
    Resume,
}

/// <summary>How a command went. <paramref name="Message"/> is one line for a person.</summary>
public sealed record CommandResult(bool Done, string Message);
