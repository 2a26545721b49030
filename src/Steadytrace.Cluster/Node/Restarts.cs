using Akka.Actor;
using Akka.Pattern;

namespace Steadytrace.Cluster.Node;

/// <summary>How parts that fail are started again: with growing pauses, for ever.</summary>
public static class Restarts
{
    /// <summary>Pauses differ by so much, so that a fleet that failed together does not come back in step.</summary>
    private const double RandomFactor = 0.2;

    /// <param name="child">What is started.</param>
    /// <param name="name">The child's name.</param>
    /// <param name="min">The first pause.</param>
    /// <param name="max">The longest pause.</param>
    /// <param name="whileStopped">The answer to whoever speaks to the child while it is down; null: none.</param>
    /// <param name="failed">Is told each failure; null where the child tells it itself.</param>
    public static Props WithBackoff(Props child, string name, TimeSpan min, TimeSpan max, object? whileStopped = null, Action<Exception>? failed = null)
    {
        var options = Backoff.OnFailure(child, name, min, max, RandomFactor, maxNrOfRetries: -1)
            .WithSupervisorStrategy(new OneForOneStrategy(Decide));
        return BackoffSupervisor.Props(whileStopped is null ? options : options.WithReplyWhileStopped(whileStopped));

        Directive Decide(Exception cause)
        {
            failed?.Invoke(cause);
            return Directive.Restart;
        }
    }
}
