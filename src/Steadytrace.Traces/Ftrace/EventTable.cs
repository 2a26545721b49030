using Steadytrace.Traces.Tallies;

namespace Steadytrace.Traces.Ftrace;

/// <summary>All events of a description, by id, and the columns that they are counted in.</summary>
internal sealed class EventTable
{
    /// <summary>Bytes of a thread's name in the kernel, the closing NUL included.</summary>
    public const int CommBytes = 16;

    /// <summary>System calls above this number have no column: no architecture has so many, and a table must not size our memory.</summary>
    private const int MaximumCalls = 4096;

    private readonly List<TracedEvent> _columns = [new("unknown", "unknown")];
    private EventSlot[] _slots = [];

    /// <exception cref="FormatException">A format text is damaged, or says something that no known kernel does.</exception>
    public EventTable(FtraceDescription description)
    {
        var first = true;
        foreach (var (system, text) in description.Events)
        {
            // One format at a time: the fields of all of them may take more memory than their texts.
            var format = EventFormat.Parse(text);
            if (format.Id >= _slots.Length) Array.Resize(ref _slots, Math.Clamp(_slots.Length * 2, format.Id + 1, ushort.MaxValue + 1));
            var type = format.Require("common_type", sizeof(ushort)).Offset;
            var pid = format.Require("common_pid", sizeof(int)).Offset;
            if (first) (TypeOffset, PidOffset, first) = (type, pid, false);
            else if (type != TypeOffset || pid != PidOffset) throw new FormatException($"event {format.Name} has its common fields elsewhere than the others");
            if (_slots[format.Id].Column != 0) throw new FormatException($"two events have ID {format.Id}; one is {format.Name}");
            _slots[format.Id] = SlotOf(system, format, description.SystemCalls);
        }

        HeadBytes = Math.Max(TypeOffset + sizeof(ushort), PidOffset + sizeof(int));
    }

    /// <summary>What each column counts. Column 0 is for ids that the description does not name.</summary>
    public IReadOnlyList<TracedEvent> Columns => _columns;

    /// <summary>By event id; an id beyond it, or with column 0, is not known.</summary>
    public ReadOnlySpan<EventSlot> Slots => _slots;

    /// <summary>Offset of the u16 event id in the payload.</summary>
    public int TypeOffset { get; } = 0;

    /// <summary>Offset of the i32 pid in the payload.</summary>
    public int PidOffset { get; } = 4;

    /// <summary>Bytes of payload that every record must have.</summary>
    public int HeadBytes { get; }

    /// <summary>The switch, wherever its fields are; default without one.</summary>
    public EventSlot Switch { get; private set; }

    /// <summary>
    /// True when switches are in the trace: each CPU then tells by itself who runs on it, and under what name. Without them
    /// every change of a name must be carried over to the other CPUs.
    /// </summary>
    public bool HasSwitches { get; private set; }

    private EventSlot SlotOf(string system, EventFormat format, IReadOnlyDictionary<int, string> calls)
    {
        switch (system, format.Name)
        {
            case ("sched", "sched_switch"): return Switch = SwitchSlot(system, format);
            case ("sched", "sched_process_exec"): return Named(system, format, RecordAction.Exec, "pid", "filename");
            case ("sched", "sched_process_fork"): return Named(system, format, RecordAction.Fork, "child_pid", "child_comm");
            case ("task", "task_rename"): return Named(system, format, RecordAction.Rename, "pid", "newcomm");
            case ("raw_syscalls", "sys_enter"): return SystemCall(system, format, "syscall_entry_", calls);
            case ("raw_syscalls", "sys_exit"): return SystemCall(system, format, "syscall_exit_", calls);
            default: return new EventSlot { Column = Column(system, format.Name) };
        }
    }

    private EventSlot SwitchSlot(string system, EventFormat format)
    {
        var prevPid = format.Require("prev_pid", sizeof(int));
        var prevComm = format.Require("prev_comm", CommBytes);
        var nextPid = format.Require("next_pid", sizeof(int));
        var nextComm = format.Require("next_comm", CommBytes);
        HasSwitches = true;
        return new EventSlot
        {
            Column = Column(system, format.Name), Action = RecordAction.Switch,
            Pid = prevPid.Offset, Name = prevComm.Offset, NextPid = nextPid.Offset, NextName = nextComm.Offset,
            MinimumBytes = End(prevPid, prevComm, nextPid, nextComm),
        };
    }

    private EventSlot Named(string system, EventFormat format, RecordAction action, string pidField, string nameField)
    {
        // An older kernel whose event has no such field tells no names by it.
        if (format.Find(nameField) is not { } name || format.Find(pidField) is not { Place: FieldPlace.Inline, Size: sizeof(int) } pid)
            return new EventSlot { Column = Column(system, format.Name) };
        if (name.Place != FieldPlace.Inline && name.Size != sizeof(uint)) throw new FormatException($"event {format.Name}: field {nameField} has {name.Size} bytes, expected 4");
        return new EventSlot
        {
            Column = Column(system, format.Name), Action = action, Pid = pid.Offset,
            Name = name.Offset, NamePlace = name.Place, NameBytes = name.Size, MinimumBytes = End(pid, name),
        };
    }

    private EventSlot SystemCall(string system, EventFormat format, string prefix, IReadOnlyDictionary<int, string> calls)
    {
        var id = format.Find("id") is { Place: FieldPlace.Inline, Size: 4 or 8 } found ? found : throw new FormatException($"event {format.Name} has no field id");
        var count = calls.Keys.Where(number => number is >= 0 and < MaximumCalls).Select(number => number + 1).DefaultIfEmpty(0).Max();
        // Without names of calls it counts under the name that ftrace gives it.
        if (count == 0) return new EventSlot { Column = Column(system, format.Name) };
        var column = _columns.Count;
        for (var number = 0; number <= count; number++) Column("syscall", prefix + (number < count ? calls.GetValueOrDefault(number, "unknown") : "unknown"));
        return new EventSlot { Column = column, Action = RecordAction.SystemCall, Pid = id.Offset, CallBytes = id.Size, Calls = count, MinimumBytes = End(id) };
    }

    private int Column(string type, string name)
    {
        _columns.Add(new TracedEvent(type, name));
        return _columns.Count - 1;
    }

    private static int End(params ReadOnlySpan<FormatField> fields)
    {
        var end = 0;
        foreach (var field in fields) end = Math.Max(end, field.Offset + field.Size);
        return end;
    }
}
