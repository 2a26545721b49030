namespace Steadytrace.Cluster.Node;

/// <summary>When a part that fails is started again. Knows no actor and no clock: every method takes the time.</summary>
/// <remarks>
/// Pauses grow from the first to the longest. A part that fails again and again, never living as long as the longest pause, stays down: whoever starts it then
/// gives it one try, and after another failure it is down at once.
/// </remarks>
/// <param name="first">The first pause.</param>
/// <param name="longest">The longest pause; a part that has lived so long works again.</param>
/// <param name="maxFailures">Failures in a row after which it stays down; null: it is started again for ever.</param>
public sealed class RestartPlan(TimeSpan first, TimeSpan longest, int? maxFailures)
{
    private TimeSpan _startedAt;

    /// <summary>In a row.</summary>
    public int Failures { get; private set; }

    /// <summary>It was started.</summary>
    /// <param name="now">Monotonic.</param>
    public void Started(TimeSpan now) => _startedAt = now;

    /// <summary>It failed.</summary>
    /// <param name="now">Monotonic.</param>
    /// <returns>The pause before its next start; null: it stays down.</returns>
    public TimeSpan? Failed(TimeSpan now)
    {
        if (now - _startedAt >= longest) Failures = 0;
        Failures++;
        if (Failures >= maxFailures) return null;
        return Recording.Repeats.After(Failures, first, longest);
    }
}
