namespace Steadytrace.Recording;

/// <summary>Named sets of events: in a list of events, <c>@scheduler</c> stands for all patterns of that profile.</summary>
public static class EventProfiles
{
    private const char Mark = '@';

    /// <summary>Patterns of each profile as ftrace spells events.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Ftrace { get; } = new SortedDictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal)
    {
        ["@disk"] = ["block:*", "writeback:*"],
        ["@interrupts"] = ["irq:*", "irq_vectors:*", "timer:*", "workqueue:*"],
        ["@memory"] = ["kmem:*", "vmscan:*", "compaction:*", "oom:*", "exceptions:*"],
        ["@network"] = ["net:*", "napi:*", "skb:*", "sock:*", "tcp:*", "udp:*"],
        ["@overview"] = ["sched:*", "irq:*", "raw_syscalls:*", "block:*", "net:*", "timer:*", "signal:*", "workqueue:*", "task:task_rename", "task:task_newtask"],
        ["@scheduler"] = ["sched:*", "task:task_rename", "task:task_newtask"],
        ["@system-calls"] = ["raw_syscalls:*", "sched:sched_process_*", "task:task_rename", "task:task_newtask"],
    };

    /// <summary>Patterns of each profile as LTTng's kernel tracer spells events; system calls are a switch of their own there.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Lttng { get; } = new SortedDictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal)
    {
        ["@disk"] = ["block_*", "writeback_*"],
        ["@interrupts"] = ["irq_*", "timer_*", "workqueue_*"],
        ["@memory"] = ["kmem_*", "mm_*"],
        ["@network"] = ["net_*", "napi_*", "skb_*", "sock_*"],
        ["@overview"] = ["sched_*", "irq_*", "block_*", "net_*", "timer_*", "signal_*", "workqueue_*"],
        ["@scheduler"] = ["sched_*"],
    };

    /// <summary>A list with the patterns of the profiles that it names in their place.</summary>
    internal static IEnumerable<string> Resolve(IEnumerable<string> list, IReadOnlyDictionary<string, IReadOnlyList<string>> profiles) =>
        list.SelectMany(one => one[0] == Mark ? profiles[one] : [one]).Distinct();

    /// <summary>The first name of a profile that there is none of; null when all are known.</summary>
    internal static string? Unknown(IEnumerable<string> list, IReadOnlyDictionary<string, IReadOnlyList<string>> profiles) =>
        list.FirstOrDefault(one => one.StartsWith(Mark) && !profiles.ContainsKey(one));
}
