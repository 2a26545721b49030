using Steadytrace.Traces.Ftrace;

namespace Steadytrace.Traces.Tests.Ftrace;

/// <summary>Format texts as a kernel gives them, with places of fields that no real kernel has, so that none can be assumed.</summary>
internal static class KernelTexts
{
    public const int SwitchId = 372, ExecId = 365, ForkId = 366, RenameId = 204, EnterId = 443, ExitId = 442, TickId = 77;

    public const string HeaderEvent = """
        # compressed entry header
        	type_len    :    5 bits
        	time_delta  :   27 bits
        	array       :   32 bits

        	padding     : type == 29
        	time_extend : type == 30
        	time_stamp : type == 31
        	data max type_len  == 28
        """;

    public static string HeaderPage(int longBytes, int pageBytes) => $"""
        	field: u64 timestamp;	offset:0;	size:8;	signed:0;
        	field: local_t commit;	offset:8;	size:{longBytes};	signed:1;
        	field: int overwrite;	offset:8;	size:1;	signed:1;
        	field: char data;	offset:{8 + longBytes};	size:{pageBytes - 8 - longBytes};	signed:0;
        """;

    public static FtraceDescription Description(int pageBytes = 4096, bool littleEndian = true, int longBytes = 8, bool switches = true, long offset = 0) => new()
    {
        PageBytes = pageBytes,
        Clock = "boot",
        UnixOffsetNanoseconds = offset,
        LittleEndian = littleEndian,
        HeaderPage = HeaderPage(longBytes, pageBytes),
        HeaderEvent = HeaderEvent,
        Events = [.. Events(switches)],
        SystemCalls = new Dictionary<int, string> { [0] = "read", [257] = "openat" },
    };

    private static IEnumerable<FtraceEventFormat> Events(bool switches)
    {
        if (switches)
        {
            yield return Event("sched", "sched_switch", SwitchId,
                "char next_comm[16];	offset:8;	size:16", "pid_t next_pid;	offset:24;	size:4", "char prev_comm[16];	offset:28;	size:16", "pid_t prev_pid;	offset:44;	size:4");
        }

        yield return Event("sched", "sched_process_exec", ExecId, "__data_loc char[] filename;	offset:8;	size:4", "pid_t pid;	offset:12;	size:4");
        yield return Event("sched", "sched_process_fork", ForkId, "__rel_data_loc char[] child_comm;	offset:8;	size:4", "pid_t child_pid;	offset:12;	size:4");
        yield return Event("task", "task_rename", RenameId, "pid_t pid;	offset:8;	size:4", "char newcomm[16];	offset:12;	size:16");
        yield return Event("raw_syscalls", "sys_enter", EnterId, "long id;	offset:8;	size:8");
        yield return Event("raw_syscalls", "sys_exit", ExitId, "long id;	offset:8;	size:8");
        yield return Event("my", "tick", TickId);
    }

    private static FtraceEventFormat Event(string system, string name, int id, params string[] fields) => new(system, $"""
        name: {name}
        ID: {id}
        format:
        	field:unsigned short common_type;	offset:0;	size:2;	signed:0;
        	field:unsigned char common_flags;	offset:2;	size:1;	signed:0;
        	field:unsigned char common_preempt_count;	offset:3;	size:1;	signed:0;
        	field:int common_pid;	offset:4;	size:4;	signed:1;

        {string.Concat(fields.Select(field => $"\tfield:{field};\tsigned:0;\n"))}
        print fmt: "x"
        """);
}
