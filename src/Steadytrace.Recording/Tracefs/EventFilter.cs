namespace Steadytrace.Recording.Tracefs;

/// <summary>A condition that the kernel itself asks before it records an event: what does not hold costs no room in the buffer, and is neither recorded nor lost.</summary>
/// <param name="Pattern">Which events: <c>sched:sched_switch</c>, <c>irq:*</c>.</param>
/// <param name="Condition">In the kernel's own language, over the event's fields: <c>prev_pid != 0 &amp;&amp; next_comm ~ "web*"</c>.</param>
public sealed record EventFilter(string Pattern, string Condition)
{
    /// <summary>Reads <c>sched:sched_switch prev_pid != 0</c>: a pattern, a blank, the condition; null when it is not that.</summary>
    public static EventFilter? Parse(string text)
    {
        var blank = text.Trim().IndexOf(' ');
        if (blank < 0) return null;
        var filter = new EventFilter(text.Trim()[..blank], text.Trim()[(blank + 1)..].Trim());
        return filter.IsValid ? filter : null;
    }

    /// <summary>True when it names events; whether its condition holds together, only the kernel can say.</summary>
    internal bool IsValid => EventChoice.IsPattern(Pattern) && Pattern[0] is not ('!' or '@') && Condition.Length > 0 && !Condition.Contains('\n');

    /// <inheritdoc/>
    public override string ToString() => $"{Pattern} {Condition}";
}
