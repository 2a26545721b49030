namespace Steadytrace.Metrics.Names;

/// <summary>Which metrics are made of a tally.</summary>
public sealed record MetricOptions
{
    /// <summary>The kernel's own threads, one name per kind: the kernel makes one of each per CPU, or one per piece of work.</summary>
    /// <remarks>
    /// <c>kworker</c> (work queues), <c>ksoftirqd</c>, <c>migration</c>, <c>cpuhp</c>, <c>idle_inject</c>, <c>watchdog</c>, <c>backlog_napi</c>: one per CPU.
    /// <c>rcu</c>: all of <c>rcu_preempt</c>, <c>rcuop/3</c>, <c>rcuc/1</c>, …. <c>swapper</c>: the idle task, <c>swapper/3</c> to LTTng and
    /// <c>&lt;idle&gt;</c> to ftrace. <c>irq</c>: threaded interrupts, one per line. <c>jbd2</c>, <c>xfs</c>, <c>btrfs</c>, <c>scsi_eh</c>, <c>scsi_tmf</c>,
    /// <c>nvme</c>, <c>card</c>, <c>dmcrypt_write</c>: one or more per disk or adapter.
    /// </remarks>
    public static IReadOnlyList<ProcessGroup> DefaultGroups { get; } =
    [
        new("kworker/*", "kworker"),
        new("ksoftirqd/*", "ksoftirqd"),
        new("migration/*", "migration"),
        new("cpuhp/*", "cpuhp"),
        new("idle_inject/*", "idle_inject"),
        new("watchdog/*", "watchdog"),
        new("backlog_napi/*", "backlog_napi"),
        new("rcu_*", "rcu"),
        new("rcuo*/*", "rcu"),
        new("rcuc/*", "rcu"),
        new("rcub/*", "rcu"),
        new("swapper/*", "swapper"),
        new("<idle>", "swapper"),
        new("irq/*", "irq"),
        new("jbd2/*", "jbd2"),
        new("xfs-*", "xfs"),
        new("xfsaild/*", "xfs"),
        new("btrfs-*", "btrfs"),
        new("scsi_eh_*", "scsi_eh"),
        new("scsi_tmf_*", "scsi_tmf"),
        new("nvme-*", "nvme"),
        new("card*-crtc*", "card"),
        new("dmcrypt_write/*", "dmcrypt_write"),
    ];

    /// <summary>Process names counted as one, the first that takes a name wins. Empty: each name stays its own.</summary>
    public IReadOnlyList<ProcessGroup> ProcessGroups { get; init; } = DefaultGroups;

    /// <summary>At most so many process names per source and interval, 0 or more; the largest stay, the rest is added up in <c>_other</c>.</summary>
    public int MaxProcessNames { get; init; } = 500;

    /// <summary>The same without the limit: a correction is published whole, so that no name keeps the value it had in the partial interval.</summary>
    public MetricOptions Unlimited() => this with { MaxProcessNames = int.MaxValue };

    /// <summary>What is wrong with these options, one line each that names the option, its value and what is allowed; empty when nothing is.</summary>
    public IEnumerable<string> Problems()
    {
        if (MaxProcessNames < 0) yield return $"MaxProcessNames is {MaxProcessNames}; allowed: 0 or more";
        foreach (var group in ProcessGroups)
        {
            if (group.Pattern.Length == 0) yield return $"ProcessGroups has '{group}', a pattern of no characters; allowed: PATTERN=NAME, for example kworker/*=kworker";
            if (group.Name.Length == 0) yield return $"ProcessGroups has '{group}', a name of no characters; allowed: PATTERN=NAME, for example kworker/*=kworker";
        }
    }

    /// <summary>The name that a process is published under, before cleaning.</summary>
    public string GroupOf(string process)
    {
        foreach (var group in ProcessGroups)
        {
            if (group.Takes(process)) return group.Name;
        }

        return process;
    }
}
