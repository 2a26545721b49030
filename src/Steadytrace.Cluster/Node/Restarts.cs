using Akka.Actor;

namespace Steadytrace.Cluster.Node;

/// <summary>How parts that fail are started again: with growing pauses, and, where that is said, only so many times in a row.</summary>
public static class Restarts
{
    /// <param name="child">What is started.</param>
    /// <param name="name">The child's name.</param>
    /// <param name="min">The first pause.</param>
    /// <param name="max">The longest pause; a part that has lived so long works again.</param>
    /// <param name="clock">The time.</param>
    /// <param name="whileDown">The answer to whoever speaks to the child while it is down; null: none.</param>
    /// <param name="failed">Is told each failure; null where the child tells it itself.</param>
    /// <param name="stayDown">How it is given up; null: it is started again for ever, as what waits for a server outside.</param>
    public static Props WithBackoff(
        Props child, string name, TimeSpan min, TimeSpan max, TimeProvider clock, object? whileDown = null, Action<Exception>? failed = null, StayDown? stayDown = null) =>
        Props.Create(() => new Supervisor(child, name, min, max, whileDown, failed, stayDown, clock));
}
