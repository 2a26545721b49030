namespace Steadytrace.Recording.Tracefs;

/// <summary>What is recorded from tracefs, and how.</summary>
public sealed record TracefsOptions
{
    // With a few pages only, the one that is being written would already fill a quarter of the buffer, and polling would never rest.
    private const int FewestPages = 16;

    /// <summary>Where tracefs is mounted, or is to be mounted.</summary>
    public string Root { get; init; } = "/sys/kernel/tracing";

    /// <summary>
    /// Kernel buffer per CPU in KiB, 64 to 1,048,576. Null shares 64 MiB among the CPUs, with at least 4 and at most 32 MiB for each: at 50 bytes
    /// an event, enough for a restart of 10 s at 100,000 events/s.
    /// </summary>
    public int? BufferKibPerCpu { get; init; }

    /// <summary>Size of a ring-buffer page in KiB, 4 to 256, a power of two; null leaves the kernel's. Kernels before 6.8 know only their own size.</summary>
    public int? PageKib { get; init; }

    /// <summary>
    /// Events to record, each <c>system:event</c>, where <c>*</c> stands for any characters, or a profile (<see cref="EventProfiles"/>); <c>!timer:*</c> leaves out
    /// what others choose. Patterns that fit nothing are passed over, if any fits.
    /// </summary>
    public IReadOnlyList<string> Events { get; init; } = ["@overview"];

    /// <summary>Conditions that the kernel asks before it records; an event for which two fit has the later one.</summary>
    public IReadOnlyList<EventFilter> Filters { get; init; } = [];

    /// <summary>
    /// Leaves out what this process does itself, so that recording does not record itself. Processes that it starts are left out too.
    /// </summary>
    public bool ExcludeOwnProcess { get; init; } = true;

    /// <summary>Records only these processes, by the pid of each of their threads, and what they start; empty records all.</summary>
    public IReadOnlyList<int> OnlyProcesses { get; init; } = [];

    /// <summary>How often full pages are taken from the kernel at the least, 10 to 10,000 ms; a buffer that is a quarter full is emptied at once.</summary>
    public int PollMilliseconds { get; init; } = 500;

    /// <summary>True for what may stand in <see cref="Events"/>.</summary>
    public static bool IsEvent(string text) => text.Length > 0 && EventChoice.IsPattern(text);

    /// <summary>How many of a kernel's events are chosen.</summary>
    /// <param name="available">Lines <c>system:event</c> of <c>available_events</c>.</param>
    public int CountOf(IEnumerable<string> available) => EventChoice.Of(available, Events).Count;

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="RecorderException">Permanent: a value is out of range; it names key, value and what is allowed.</exception>
    public void Validate()
    {
        if (BufferKibPerCpu is { } buffer) Range(nameof(BufferKibPerCpu), buffer, 64, 1 << 20);
        if (PageKib is { } page)
        {
            Range(nameof(PageKib), page, 4, 256);
            if (!int.IsPow2(page)) throw new RecorderException($"ftrace: {nameof(PageKib)} is {page}, allowed are powers of two", permanent: true);
        }

        if (BufferKibPerCpu is { } given && given < FewestPages * (PageKib ?? 4))
            throw new RecorderException($"ftrace: {nameof(BufferKibPerCpu)} is {given}, allowed are {FewestPages} pages of {PageKib ?? 4} KiB and more", permanent: true);
        Range(nameof(PollMilliseconds), PollMilliseconds, 10, 10_000);
        if (Events.Count == 0) throw new RecorderException($"ftrace: {nameof(Events)} is empty, at least one pattern is needed", permanent: true);
        foreach (var pattern in Events)
        {
            if (!EventChoice.IsPattern(pattern))
                throw new RecorderException($"ftrace: {nameof(Events)} has '{pattern}', expected system:event, !system:event or one of {string.Join(", ", EventProfiles.Ftrace.Keys)}", permanent: true);
        }

        if (Filters.FirstOrDefault(filter => !filter.IsValid) is { } wrong)
            throw new RecorderException($"ftrace: {nameof(Filters)} has '{wrong}', expected system:event and a condition", permanent: true);
    }

    /// <summary>What holds for a run from its begin to its end, as text: a run that was told otherwise is another run.</summary>
    internal string RunSettings => string.Join('\n', [
        $"buffer {BufferKibPerCpu}", $"page {PageKib}", $"own {ExcludeOwnProcess}",
        .. EventProfiles.Resolve(Events, EventProfiles.Ftrace).Select(one => $"event {one}"), .. Filters.Select(one => $"filter {one}"), .. OnlyProcesses.Select(one => $"process {one}"),
    ]);

    /// <summary>The buffer's size per CPU in KiB.</summary>
    /// <param name="cpus">How many are online: the kernel makes no buffer for others.</param>
    internal int BufferKib(int cpus) => BufferKibPerCpu ?? Math.Max(Math.Clamp((64 << 10) / cpus, 4 << 10, 32 << 10), FewestPages * (PageKib ?? 4));

    private static void Range(string key, int value, int least, int most)
    {
        if (value < least || value > most) throw new RecorderException($"ftrace: {key} is {value}, allowed is {least} to {most}", permanent: true);
    }
}
