namespace Steadytrace.Recording.Lttng;

/// <summary>How LTTng records. Values are checked by <see cref="Validate"/>.</summary>
public sealed record LttngOptions
{
    /// <summary>What is recorded.</summary>
    public LttngDomain Domain { get; init; } = LttngDomain.Auto;

    /// <summary>The format to write.</summary>
    public LttngTraceFormat TraceFormat { get; init; } = LttngTraceFormat.Auto;

    /// <summary>
    /// Channels, each with its own events, buffers and contexts. A domain that is recorded and has none here gets one channel with all its events:
    /// <see cref="KernelEvents"/> and <see cref="KernelSystemCalls"/>, or <see cref="UserEvents"/>.
    /// </summary>
    public IReadOnlyList<LttngChannel> Channels { get; init; } = [];

    /// <summary>Kernel tracepoints, by name, glob pattern or profile (<see cref="EventProfiles"/>).</summary>
    public IReadOnlyList<string> KernelEvents { get; init; } = ["@overview"];

    /// <summary>Records the entry and exit of every system call (kernel domain).</summary>
    public bool KernelSystemCalls { get; init; } = true;

    /// <summary>User-space tracepoints, by name or glob pattern (<c>*</c>: all); <c>!pattern</c> leaves out what another pattern chooses.</summary>
    public IReadOnlyList<string> UserEvents { get; init; } = ["*"];

    /// <summary>Context fields added to each kernel event. Counting needs <c>procname</c>; without it names come from <c>sched_switch</c>.</summary>
    public IReadOnlyList<string> KernelContexts { get; init; } = ["procname", "pid", "tid"];

    /// <summary>Context fields added to each user-space event.</summary>
    public IReadOnlyList<string> UserContexts { get; init; } = ["procname", "vpid", "vtid"];

    /// <summary>Size of one sub-buffer in bytes, per CPU: a power of two, 4 KiB to 1 GiB.</summary>
    public long SubBufferBytes { get; init; } = 1 << 20;

    /// <summary>Sub-buffers per CPU: a power of two, 2 to 1024. When all are full, events are discarded, and counted.</summary>
    public int SubBufferCount { get; init; } = 8;

    /// <summary>
    /// So often a begun sub-buffer is handed on, in milliseconds: 0 (only when it is full, and at a cut) or 50 to 60,000. With it, what is recorded can be counted within a second.
    /// </summary>
    /// <remarks>
    /// It costs nothing where nothing happens: a sub-buffer without events is not handed on. Each CPU and channel with an event in every period writes one packet
    /// more a period, in whole pages of 4,096 bytes. Measured with LTTng 2.13 in the user domain and the default: 0 bytes/s idle, 16,384 bytes/s (and 288 of index) with one event each
    /// 100 ms on one CPU. The declarations of user-space events are handed on as often, which else takes LTTng seconds.
    /// </remarks>
    public int SwitchTimerMilliseconds { get; init; } = 250;

    /// <summary>First part of our sessions' names: letters, digits, <c>-</c> and <c>_</c>, 1 to 64.</summary>
    public string SessionPrefix { get; init; } = "steadytrace";

    /// <summary>The <c>lttng</c> command: a name looked up in PATH, or a path.</summary>
    public string Command { get; init; } = "lttng";

    /// <summary>The <c>lttng-sessiond</c> command: started where no session daemon answers.</summary>
    public string DaemonCommand { get; init; } = "lttng-sessiond";

    /// <summary>More arguments for a session daemon that the recorder starts.</summary>
    public IReadOnlyList<string> DaemonArguments { get; init; } = [];

    /// <summary>Environment variables for both commands, over those of this process.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>How long one command may take, in seconds: 1 to 600.</summary>
    public int CommandTimeoutSeconds { get; init; } = 30;

    /// <summary>
    /// How often LTTng is asked between two cuts whether the session still records, in seconds: 1 to 600. That its daemon is gone is known within three seconds, without a command.
    /// </summary>
    public int HealthCheckSeconds { get; init; } = 15;

    /// <summary>The first value that is out of its range, as one line with key, value and what is allowed; null when all are well.</summary>
    public string? Validate()
    {
        if (SubBufferBytes is < 4096 or > 1L << 30 || !long.IsPow2(SubBufferBytes))
            return $"lttng sub-buffer-bytes is {SubBufferBytes}: a power of two from 4096 to 1073741824 is allowed";
        if (SubBufferCount is < 2 or > 1024 || !int.IsPow2(SubBufferCount))
            return $"lttng sub-buffer-count is {SubBufferCount}: a power of two from 2 to 1024 is allowed";
        if (SwitchTimerMilliseconds is not 0 and (< 50 or > 60_000)) return $"lttng switch-timer-milliseconds is {SwitchTimerMilliseconds}: 0 (none) or 50 to 60000 is allowed";
        if (SessionPrefix.Length is < 1 or > 64 || !SessionPrefix.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
            return $"lttng session-prefix is '{SessionPrefix}': 1 to 64 of A-Z a-z 0-9 _ - are allowed";
        if (CommandTimeoutSeconds is < 1 or > 600) return $"lttng command-timeout-seconds is {CommandTimeoutSeconds}: 1 to 600 is allowed";
        if (HealthCheckSeconds is < 1 or > 600) return $"lttng health-check-seconds is {HealthCheckSeconds}: 1 to 600 is allowed";
        if (UserEvents.Count == 0) return "lttng user-events is empty: name at least one event or pattern ('*' for all)";
        if (KernelEvents.Count == 0 && !KernelSystemCalls) return "lttng kernel-events is empty and system calls are off: nothing to record";
        if (Channels.GroupBy(channel => (channel.Domain, channel.Name)).FirstOrDefault(same => same.Count() > 1) is { } twice) return $"lttng channel {twice.Key.Name} is there twice";
        return Channels.Concat(LttngSetup.Channels(LttngDomain.Both, this with { Channels = [] })).Select(channel => channel.Validate()).FirstOrDefault(mistake => mistake is not null);
    }
}
