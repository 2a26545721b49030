using Steadytrace.Cluster.Tracing;
using Steadytrace.Metrics;
using Steadytrace.Metrics.Names;
using Steadytrace.Recording;
using Steadytrace.Traces.Tallies;

namespace Steadytrace.Benchmarks.Cluster;

/// <summary>Counts of hosts that do what hosts do: events and processes with real names, each process with a few of the events.</summary>
internal static class MetricLoad
{
    /// <summary>The recorder's name in all of them.</summary>
    public const string Recorder = "lttng";

    private const int LedgerLines = 6;
    private const int EventsOfProcess = 8;

    private static readonly string[] Calls =
    [
        "read", "write", "openat", "close", "futex", "epoll_wait", "recvmsg", "sendmsg", "mmap", "munmap", "ioctl", "poll", "clock_nanosleep", "stat", "fstat", "lseek", "pread64", "pwrite64",
        "getpid", "rt_sigaction", "rt_sigprocmask", "madvise", "brk", "access", "connect", "accept4", "sendto", "recvfrom", "fcntl", "getdents64", "unlink", "rename",
    ];

    private static readonly string[] Kernel =
    [
        "sched_switch", "sched_waking", "sched_wakeup", "irq_handler_entry", "irq_handler_exit", "softirq_entry", "softirq_exit", "softirq_raise", "timer_start", "timer_cancel", "hrtimer_start",
        "hrtimer_expire_entry", "net_dev_queue", "net_if_receive_skb", "block_rq_issue", "block_rq_complete", "kmem_cache_alloc", "kmem_cache_free", "mm_page_alloc", "mm_page_free", "writeback_start",
    ];

    private static readonly string[] Programs = ["postgres", "nginx", "java", "python3", "sshd", "systemd", "containerd", "kubelet", "node", "redis-server", "cron", "bash", "rsyslogd", "dockerd"];

    /// <summary>A host's name.</summary>
    public static HostId Host(int number) => new($"web-{number:00000}");

    /// <summary>An interval's counts that make so many metric lines.</summary>
    /// <param name="series">Lines, those of the ledger included.</param>
    /// <param name="host">Two hosts have different counts.</param>
    public static IntervalTally Interval(int series, int host)
    {
        var tally = new Tally();
        Fill(tally.Interval(0), series, host);
        return tally.Intervals[0];
    }

    /// <summary>A tally with one interval that makes so many metric lines, as a tracer sends it: with the most frequent pairs only.</summary>
    public static Tally Tally(long startUnixSeconds, int series, int host)
    {
        var tally = new Tally();
        var interval = tally.Interval(startUnixSeconds);
        Fill(interval, series, host);
        interval.KeepLargestPairs(new TracerOptions().MaxPairs);
        return tally;
    }

    /// <summary>A batch of so many lines.</summary>
    public static MetricBatch Batch(int series, int host, long startUnixSeconds)
    {
        var tally = Interval(series, host);
        var scope = new MetricScope(IntervalLength.OneMinute, Recorder, "fra", Host(host).Value);
        return IntervalMetrics.Batch(scope, startUnixSeconds, tally, new LedgerLines { Recorded = tally.Events, Counted = tally.Events, Lost = 0, LostChunks = 0, GapSeconds = 0, Partial = false }, new MetricOptions());
    }

    private static void Fill(IntervalTally into, int series, int host)
    {
        var names = series - LedgerLines - 1; // one for the processes that are not named
        var (events, processes) = (names / 2, names - (names / 2));
        for (var process = 0; process < processes; process++)
            for (var one = 0; one < EventsOfProcess; one++)
                into.Add(Event(((process * EventsOfProcess) + one) % events), Process(process), 1 + ((host + process + one) % 997));
    }

    private static TracedEvent Event(int number)
    {
        if (number < Kernel.Length) return new TracedEvent(Kernel[number].Split('_')[0], Kernel[number]);
        var call = number - Kernel.Length;
        var name = $"{(call % 2 == 0 ? "syscall_entry" : "syscall_exit")}_{Calls[call / 2 % Calls.Length]}{(call / 2 >= Calls.Length ? $"_{call / 2 / Calls.Length}" : "")}";
        return new TracedEvent("syscall", name);
    }

    private static string Process(int number) => number < Programs.Length ? Programs[number] : $"{Programs[number % Programs.Length]}-{number / Programs.Length}";
}
