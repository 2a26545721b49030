using Steadytrace.Recording.Tracefs;
using Steadytrace.Testing;

namespace Steadytrace.Recording.Tests.Tracefs;

/// <summary>
/// The files of an old or a new kernel's tracefs, synthetic: plain files with the texts that such a kernel's sources print. They take what is written to them, and
/// do nothing.
/// </summary>
internal sealed class SyntheticTracefs : IDisposable
{
    private const string HeaderPage = """
        	field: u64 timestamp;	offset:0;	size:8;	signed:0;
        	field: local_t commit;	offset:8;	size:8;	signed:1;
        	field: int overwrite;	offset:8;	size:1;	signed:1;
        	field: char data;	offset:16;	size:4080;	signed:0;

        """;

    private readonly TemporaryFolder _folder = new();

    private SyntheticTracefs(string clocks, string headerEvent, string switchFields, params string[] files)
    {
        Write("available_events", "sched:sched_switch\nsched:sched_wakeup\ntimer:hrtimer_start\nraw_syscalls:sys_enter\n");
        Write("events/header_page", HeaderPage);
        Write("events/header_event", headerEvent);
        Write("events/ftrace/print/format", Format("print", 5, "\tfield:unsigned long ip;\toffset:8;\tsize:8;\tsigned:0;\n\tfield:char buf[];\toffset:16;\tsize:0;\tsigned:1;\n"));
        Write("events/sched/sched_switch/format", Format("sched_switch", SwitchType, switchFields));
        Write("events/sched/sched_wakeup/format", Format("sched_wakeup", 302, "\tfield:char comm[16];\toffset:8;\tsize:16;\tsigned:0;\n\tfield:pid_t pid;\toffset:24;\tsize:4;\tsigned:1;\n"));
        foreach (var file in (string[])["tracing_on", "buffer_size_kb", "set_event", .. files]) Write($"instances/it/{file}", "");
        Write("instances/it/trace_clock", clocks);
        Instance = new TracefsInstance(_folder.Path, "it");
    }

    /// <summary>The number of <c>sched:sched_switch</c>.</summary>
    public const int SwitchType = 300;

    public string Root => _folder.Path;

    public TracefsInstance Instance { get; }

    /// <summary>Linux 4.4: no boot clock, no wake-up by fill level, nothing about forks or pids to leave out, pages of one size.</summary>
    public static SyntheticTracefs Linux44() => new(
        "[local] global counter uptime perf mono mono_raw x86-tsc\n",
        "# compressed entry header\n\ttype_len    :    5 bits\n\ttime_delta  :   27 bits\n\tarray       :   32 bits\n\n\tpadding     : type == 29\n\ttime_extend : type == 30\n\tdata max type_len  == 28\n",
        Switch(),
        "set_event_pid");

    /// <summary>Linux 4.19: a boot clock and forks that are followed.</summary>
    public static SyntheticTracefs Linux419() => new(
        "[local] global counter uptime perf mono mono_raw boot x86-tsc\n",
        "# compressed entry header\n\ttype_len    :    5 bits\n\ttime_delta  :   27 bits\n\tarray       :   32 bits\n\n\tpadding     : type == 29\n\ttime_extend : type == 30\n\ttime_stamp : type == 31\n\tdata max type_len  == 28\n",
        Switch(),
        "set_event_pid", "options/event-fork");

    /// <summary>Linux 6.12: all of it.</summary>
    public static SyntheticTracefs Linux612() => new(
        "[local] global counter uptime perf mono mono_raw boot tai x86-tsc\n",
        "# compressed entry header\n\ttype_len    :    5 bits\n\ttime_delta  :   27 bits\n\tarray       :   32 bits\n\n\tpadding     : type == 29\n\ttime_extend : type == 30\n\ttime_stamp : type == 31\n\tdata max type_len  == 28\n",
        Switch(),
        "set_event_pid", "options/event-fork", "set_event_notrace_pid", "buffer_percent", "buffer_subbuf_size_kb");

    /// <summary>What was last written to a file of the instance.</summary>
    public string Written(string file) => File.ReadAllText(Instance.At(file));

    public void Dispose() => _folder.Dispose();

    private void Write(string file, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder[file])!);
        File.WriteAllText(_folder[file], text);
    }

    private static string Switch() =>
        "\tfield:char prev_comm[16];\toffset:8;\tsize:16;\tsigned:0;\n\tfield:pid_t prev_pid;\toffset:24;\tsize:4;\tsigned:1;\n\tfield:int prev_prio;\toffset:28;\tsize:4;\tsigned:1;\n"
        + "\tfield:long prev_state;\toffset:32;\tsize:8;\tsigned:1;\n\tfield:char next_comm[16];\toffset:40;\tsize:16;\tsigned:0;\n"
        + "\tfield:pid_t next_pid;\toffset:56;\tsize:4;\tsigned:1;\n\tfield:int next_prio;\toffset:60;\tsize:4;\tsigned:1;\n";

    private static string Format(string name, int id, string fields) =>
        $"name: {name}\nID: {id}\nformat:\n\tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;\n\tfield:unsigned char common_flags;\toffset:2;\tsize:1;\tsigned:0;\n"
        + "\tfield:unsigned char common_preempt_count;\toffset:3;\tsize:1;\tsigned:0;\n\tfield:int common_pid;\toffset:4;\tsize:4;\tsigned:1;\n\n"
        + fields + "\nprint fmt: \"\"\n";
}
