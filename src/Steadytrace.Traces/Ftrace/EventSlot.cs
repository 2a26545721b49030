namespace Steadytrace.Traces.Ftrace;

/// <summary>What the decoding loop must know of one event id.</summary>
internal readonly record struct EventSlot
{
    /// <summary>The column of the counts; for system calls the first of <see cref="Calls"/> + 1 columns.</summary>
    public int Column { get; init; }

    /// <summary>What to do besides counting.</summary>
    public RecordAction Action { get; init; }

    /// <summary>Bytes of payload that a record must have for the fields below to be read.</summary>
    public int MinimumBytes { get; init; }

    /// <summary>Offset of the pid that a name belongs to (<c>prev_pid</c> of a switch); of the number of a system call.</summary>
    public int Pid { get; init; }

    /// <summary>Offset of the name (<c>prev_comm</c> of a switch), or of the field that says where it is.</summary>
    public int Name { get; init; }

    /// <summary>Where the name is.</summary>
    public FieldPlace NamePlace { get; init; }

    /// <summary>Bytes of an inline name; 16 for every known kernel.</summary>
    public int NameBytes { get; init; }

    /// <summary>Offset of <c>next_pid</c>.</summary>
    public int NextPid { get; init; }

    /// <summary>Offset of <c>next_comm</c>.</summary>
    public int NextName { get; init; }

    /// <summary>System call numbers from 0 to below this have columns of their own, in order; the column after them is for all others.</summary>
    public int Calls { get; init; }

    /// <summary>Bytes of the system call's number: 4 or 8.</summary>
    public int CallBytes { get; init; }
}
