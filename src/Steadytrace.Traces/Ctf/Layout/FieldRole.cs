namespace Steadytrace.Traces.Ctf.Layout;

/// <summary>What a field means to the reader. CTF 1.8 tells it by name and place, CTF 2 by <c>roles</c>; both end here.</summary>
internal enum FieldRole : byte
{
    None,
    Magic,
    TraceUuid,
    StreamClassId,
    StreamInstanceId,
    PacketSize,
    ContentSize,
    PacketBegin,
    PacketEnd,
    EventsDiscarded,
    PacketSequence,
    CpuId,
    EventId,

    /// <summary>The name of the process that an event belongs to (context <c>procname</c>).</summary>
    ProcessName,

    /// <summary><c>prev_comm</c> of <c>sched_switch</c>.</summary>
    PreviousName,

    /// <summary><c>next_comm</c> of <c>sched_switch</c>.</summary>
    NextName,

    /// <summary><c>filename</c> of <c>sched_process_exec</c>.</summary>
    FileName,

    /// <summary>Not a role: the number of roles.</summary>
    Count,
}
