namespace Steadytrace.Traces.Tallies;

/// <summary>One kind of event: its whole tracepoint name, and the type (provider or system) that it belongs to.</summary>
/// <param name="Type">The provider or system: <c>sched</c>, <c>irq</c>, <c>syscall</c>, <c>my</c> for <c>my:tick</c>.</param>
/// <param name="Name">The whole name as the tracer gives it: <c>sched_switch</c>, <c>syscall_entry_openat</c>, <c>my:tick</c>.</param>
public readonly record struct TracedEvent(string Type, string Name) : IComparable<TracedEvent>
{
    /// <summary>The event of a tracer that gives no type of its own (LTTng): the part before <c>:</c> (user space), else before the first <c>_</c>.</summary>
    public static TracedEvent FromName(string name)
    {
        var colon = name.IndexOf(':');
        if (colon > 0) return new TracedEvent(name[..colon], name);
        var underscore = name.IndexOf('_');
        return new TracedEvent(underscore > 0 ? name[..underscore] : name, name);
    }

    /// <inheritdoc/>
    public int CompareTo(TracedEvent other)
    {
        var byName = string.CompareOrdinal(Name, other.Name);
        return byName != 0 ? byName : string.CompareOrdinal(Type, other.Type);
    }

    /// <summary>The whole name.</summary>
    public override string ToString() => Name;
}
