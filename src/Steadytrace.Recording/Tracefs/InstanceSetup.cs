namespace Steadytrace.Recording.Tracefs;

/// <summary>Makes a fresh instance what the options ask for.</summary>
/// <remarks>
/// <para>Kernels differ in which files they have: pids to leave out came with 5.7, <c>buffer_percent</c> with 5.0, the clock <c>boot</c> and <c>event-fork</c> with
/// 4.x, the size of sub-buffers with 6.8. Where a file is missing that only makes recording better, recording goes on without it.</para>
/// </remarks>
internal sealed class InstanceSetup(TracefsInstance instance, string root, TracefsOptions options)
{
    private const string EventFork = "options/event-fork", PidsToLeaveOut = "set_event_notrace_pid", SubBufferSize = "buffer_subbuf_size_kb";

    /// <summary>True when the kernel can leave this process out.</summary>
    public bool CanExclude => instance.Has(EventFork) && instance.Has(PidsToLeaveOut);

    /// <summary>Sets sizes, clock, events, filters and pids; recording stays off.</summary>
    /// <returns>The name of the instance's clock.</returns>
    /// <exception cref="RecorderException">Permanent where the kernel lacks or refuses what was asked for, with the kernel's own words.</exception>
    public string Apply()
    {
        instance.Write("tracing_on", "0");
        if (options.PageKib is { } page && instance.Has(SubBufferSize)) instance.Write(SubBufferSize, $"{page}");
        instance.Write("buffer_size_kb", $"{options.BufferKib(Libc.OnlineProcessors)}");
        var clock = TraceClock.Choose(instance.Read("trace_clock"));
        instance.Write("trace_clock", clock);
        EnableEvents();
        LeaveOutOurselves();
        if (options.OnlyProcesses.Count > 0) RecordOnly();
        return clock;
    }

    /// <summary>Keeps this process out of the recording where it is wanted and the kernel can.</summary>
    public void LeaveOutOurselves()
    {
        if (options.ExcludeOwnProcess && CanExclude) OwnThreads.Exclude(instance);
    }

    private void EnableEvents()
    {
        var chosen = EventChoice.Of(File.ReadAllLines(Path.Combine(root, "available_events")), options.Events);
        if (chosen.Count == 0) throw new RecorderException($"ftrace: no event of this kernel fits {string.Join(", ", options.Events)}", permanent: true);
        // Before they are on: nothing is recorded that a filter would have kept out.
        foreach (var filter in options.Filters) SetFilter(filter, EventChoice.Of(chosen, [filter.Pattern]));
        instance.Write("set_event", "");
        foreach (var one in chosen) instance.Write("set_event", one + "\n", append: true);
    }

    private void SetFilter(EventFilter filter, IReadOnlyList<string> events)
    {
        if (events.Count == 0) throw new RecorderException($"ftrace: the filter '{filter}' is for no event that is recorded", permanent: true);
        foreach (var file in events.Select(one => $"events/{one.Replace(':', '/')}/filter"))
        {
            try
            {
                instance.Write(file, filter.Condition);
            }
            catch (RecorderException failure)
            {
                throw new RecorderException($"ftrace: the kernel refuses the filter '{filter}': {Complaint(file, filter) ?? failure.Message}", permanent: true, failure);
            }
        }
    }

    // The kernel leaves in the file what it did not understand, a mark under the place, and the reason: "parse_error: Field not found".
    private string? Complaint(string file, EventFilter filter)
    {
        var lines = instance.Read(file).Split('\n');
        var reason = lines.FirstOrDefault(line => line.StartsWith("parse_error:", StringComparison.Ordinal))?["parse_error:".Length..].Trim();
        var place = lines.FirstOrDefault(line => line.Trim() == "^")?.IndexOf('^') ?? -1;
        if (reason is null) return null;
        return place > 0 && place <= filter.Condition.Length ? $"{reason}, behind '{filter.Condition[..place].TrimEnd()}'" : reason;
    }

    private void RecordOnly()
    {
        if (instance.Has(EventFork)) instance.Write(EventFork, "1");
        foreach (var some in options.OnlyProcesses.Chunk(100)) instance.Write("set_event_pid", string.Join(' ', some) + " ", append: true);
    }
}
