using System.Buffers.Binary;
using Steadytrace.Traces.Ftrace;
using Steadytrace.Traces.Generated;

namespace Steadytrace.Fuzz.Kinds;

/// <summary>What a kernel's ring buffers and their description consist of.</summary>
internal static class FtracePieces
{
    public const string Names = "1 init\n7 seven\n8 eight\n";

    private static readonly (string System, string Name, int Id, string Fields)[] Events =
    [
        ("sched", "sched_switch", 372, "char prev_comm[16];\toffset:8;\tsize:16;|pid_t prev_pid;\toffset:24;\tsize:4;|char next_comm[16];\toffset:28;\tsize:16;|pid_t next_pid;\toffset:44;\tsize:4;"),
        ("sched", "sched_process_exec", 365, "__data_loc char[] filename;\toffset:8;\tsize:4;|pid_t pid;\toffset:12;\tsize:4;"),
        ("sched", "sched_process_fork", 366, "__rel_data_loc char[] child_comm;\toffset:8;\tsize:4;|pid_t child_pid;\toffset:12;\tsize:4;"),
        ("task", "task_rename", 204, "pid_t pid;\toffset:8;\tsize:4;|char newcomm[16];\toffset:12;\tsize:16;"),
        ("raw_syscalls", "sys_enter", 443, "long id;\toffset:8;\tsize:8;"),
        ("my", "tick", 77, ""),
    ];

    public static FtraceDescription Description(bool little, int longBytes, int pageBytes) => new()
    {
        PageBytes = pageBytes,
        Clock = "boot",
        UnixOffsetNanoseconds = 1_000_000_000,
        LittleEndian = little,
        HeaderPage = $"\tfield: u64 timestamp;\toffset:0;\tsize:8;\tsigned:0;\n\tfield: local_t commit;\toffset:8;\tsize:{longBytes};\tsigned:1;\n\tfield: int overwrite;\toffset:8;\tsize:1;\tsigned:1;\n\tfield: char data;\toffset:{8 + longBytes};\tsize:{pageBytes - 8 - longBytes};\tsigned:0;\n",
        HeaderEvent = "# compressed entry header\n\ttype_len    :    5 bits\n\ttime_delta  :   27 bits\n\tarray       :   32 bits\n\n\tpadding     : type == 29\n\ttime_extend : type == 30\n\ttime_stamp : type == 31\n\tdata max type_len  == 28\n",
        Events = [.. Events.Select(traced => new FtraceEventFormat(traced.System, Format(traced.Name, traced.Id, traced.Fields)))],
        SystemCalls = new Dictionary<int, string> { [0] = "read", [257] = "openat" },
    };

    private static string Format(string name, int id, string fields) =>
        $"name: {name}\nID: {id}\nformat:\n\tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;\n\tfield:unsigned char common_flags;\toffset:2;\tsize:1;\tsigned:0;\n\tfield:unsigned char common_preempt_count;\toffset:3;\tsize:1;\tsigned:0;\n\tfield:int common_pid;\toffset:4;\tsize:4;\tsigned:1;\n\n{string.Concat(fields.Split('|', StringSplitOptions.RemoveEmptyEntries).Select(field => $"\tfield:{field}\tsigned:0;\n"))}\nprint fmt: \"\"\n";

    public static byte[] Page(Chance chance, bool little, int longBytes, int pageBytes)
    {
        var page = new byte[pageBytes];
        var at = 8 + longBytes;
        Write(0, chance.Bits() >> 20, 8);
        var isFull = chance.Percent(60);
        while (isFull || !chance.Percent(3))
        {
            var traced = chance.OneOf(Events);
            var words = traced.Name switch { "sched_switch" => 12, "task_rename" => 7, "my" => 2, _ => 6 };
            if (at + words * 4 + 8 > pageBytes) break;
            switch (chance.Below(20))
            {
                case 0: Head(30, chance.Below(1000)); Write(at, chance.Bits() & 0xFF, 4); at += 4; continue;
                case 1: Head(31, chance.Below(1000)); Write(at, chance.Bits() & 0xFFFF, 4); at += 4; continue;
                case 2: Head(29, 5); Write(at, 12, 4); at += 12; continue;
                case 3: Head(0, 1); Write(at, (ulong)words * 4 + 4, 4); at += 4; break;
                default: Head(words, chance.Below(100_000_000)); break;
            }

            for (var i = 0; i < words * 4; i++) page[at + i] = (byte)(chance.Percent(50) ? 0 : 'a' + chance.Below(4));
            Write(at, (ulong)traced.Id, 2);
            Write(at + 4, (ulong)chance.Below(9), 4);
            if (traced.Name == "sched_process_exec") Write(at + 8, 8UL << 16 | 16, 4);
            if (traced.Name == "sched_process_fork") Write(at + 8, 8UL << 16 | 4, 4);
            at += words * 4;
        }

        Write(8, (uint)(at - 8 - longBytes) | (chance.Percent(20) ? 1UL << 31 : 0), longBytes);
        return page;

        void Head(int type, int delta)
        {
            Write(at, little ? (ulong)delta << 5 | (uint)type : (ulong)type << 27 | (uint)delta, 4);
            at += 4;
        }

        void Write(int place, ulong value, int size)
        {
            var bytes = new byte[8];
            if (little) BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
            else BinaryPrimitives.WriteUInt64BigEndian(bytes, value << (64 - size * 8));
            bytes.AsSpan(0, size).CopyTo(page.AsSpan(place));
        }
    }
}
