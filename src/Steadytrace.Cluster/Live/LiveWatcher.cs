using Akka.Actor;

namespace Steadytrace.Cluster.Live;

/// <summary>One who watches a source.</summary>
public sealed class LiveWatcher(IActorRef actor)
{
    private long _next;

    public IActorRef Actor { get; } = actor;

    /// <summary>Forgotten then, unless it says so again.</summary>
    public TimeSpan Until { get; set; }

    /// <summary>It was shown nothing yet: it gets all of the chunk, not only what is new.</summary>
    public bool IsNew => _next == 0;

    /// <summary>The number of its next message.</summary>
    public long Next() => _next++;

    public void BeginAnew() => _next = 0;
}
