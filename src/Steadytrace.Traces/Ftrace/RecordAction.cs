namespace Steadytrace.Traces.Ftrace;

/// <summary>What the decoding loop does with a record besides counting it.</summary>
internal enum RecordAction : byte
{
    /// <summary>Nothing.</summary>
    Count,

    /// <summary>Takes the names of both threads (<c>sched_switch</c>).</summary>
    Switch,

    /// <summary>Takes the name of a thread from an array or a string of the record.</summary>
    Rename,

    /// <summary>Takes the name of a thread from the last part of a path.</summary>
    Exec,

    /// <summary>Takes the name of a new thread.</summary>
    Fork,

    /// <summary>Counts under the system call's own name.</summary>
    SystemCall,
}
