using Steadytrace.Traces.Tests.Ctf;

namespace Steadytrace.Traces.Tests.CpuTime;

/// <summary>A kernel trace made by chance: two CPUs, packets with switches, execs and ticks, and here and there a loss.</summary>
internal sealed class SwitchTrace
{
    private const ulong Second = 1_000_000_000;
    private const int Cpus = 2;
    private static readonly string[] Names = ["swapper/0", "bash", "a", "kworker/u4:0", "a-name-of-15-by"];
    private readonly List<byte[]>[] _packets = [[], []];
    private readonly Random _random;
    private readonly bool _isNamed;

    /// <param name="seed">Another number is another trace.</param>
    /// <param name="isNamed">All events carry the name of their process.</param>
    public SwitchTrace(int seed, bool isNamed)
    {
        (_random, _isNamed) = (new Random(seed), isNamed);
        for (var cpu = 0; cpu < Cpus; cpu++) Fill(cpu);
    }

    /// <summary>Packets of the CPU that has most.</summary>
    public int Packets => _packets.Max(packets => packets.Count);

    /// <summary>Metadata as of a tracer whose packets tell their ends rightly.</summary>
    public static string Metadata(bool isNamed) => $$"""
        /* CTF 1.8 */
        typealias integer { size = 8; } := u8; typealias integer { size = 32; } := u32; typealias integer { size = 64; } := u64;
        typealias integer { size = 64; map = clock.mono.value; } := stamp; typealias integer { size = 8; encoding = UTF8; } := char_t;
        trace { major = 1; minor = 8; byte_order = le; uuid = "2a6422d0-6cee-11e0-8c08-cb07d7b3a564"; packet.header := struct { u32 magic; u8 uuid[16]; u8 stream_id; u8 stream_instance_id; }; };
        env { domain = "kernel"; tracer_name = "lttng-modules"; tracer_major = 2; tracer_minor = 13; tracer_patchlevel = 0; };
        clock { name = mono; freq = 1000000000; offset_s = 1500000000; };
        stream { id = 0; packet.context := struct { stamp timestamp_begin; stamp timestamp_end; u32 content_size; u32 packet_size; u64 events_discarded; u8 cpu_id; };
          event.header := struct { u8 id; stamp timestamp; };{{(isNamed ? " event.context := struct { char_t _procname[16]; };" : "")}} };
        event { name = sched_switch; id = 0; stream_id = 0; fields := struct { char_t _prev_comm[16]; char_t _next_comm[16]; }; };
        event { name = sched_process_exec; id = 1; stream_id = 0; fields := struct { string _filename; }; };
        event { name = tick; id = 2; stream_id = 0; };
        """;

    /// <summary>Writes some packets of each CPU.</summary>
    public void Write(string folder, Range packets)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "metadata"), Metadata(_isNamed));
        for (var cpu = 0; cpu < Cpus; cpu++)
        {
            var count = _packets[cpu].Count;
            var (from, until) = (Math.Min(packets.Start.GetOffset(Packets), count), Math.Min(packets.End.GetOffset(Packets), count));
            if (from < until) File.WriteAllBytes(Path.Combine(folder, $"chan_{cpu}"), [.. _packets[cpu][from..until].SelectMany(bytes => bytes)]);
        }
    }

    private void Fill(int cpu)
    {
        var (time, discarded, running) = ((ulong)_random.Next(2_000_000_000), 0UL, Names[0]);
        for (var left = _random.Next(1, 12); left > 0; left--)
        {
            var begin = time += (ulong)_random.Next(3) * 1_000;
            if (_random.Next(4) == 0) discarded += (ulong)_random.Next(1, 9);
            List<byte> events = [];
            for (var more = _random.Next(8); more > 0; more--) events.AddRange(Event(time += Step(), ref running));
            time += (ulong)_random.Next(2) * 77_777;
            byte[] uuid = [0x2a, 0x64, 0x22, 0xd0, 0x6c, 0xee, 0x11, 0xe0, 0x8c, 0x08, 0xcb, 0x07, 0xd7, 0xb3, 0xa5, 0x64];
            var bits = (uint)(4 + 16 + 2 + 8 + 8 + 4 + 4 + 8 + 1 + events.Count) * 8;
            _packets[cpu].Add(SmallTrace.Bytes(0xC1FC1FC1, uuid, 0, cpu, begin, time, bits, bits, discarded, cpu, events.ToArray()));
        }
    }

    private ulong Step() => _random.Next(10) switch { 0 => 0, 1 => Second * (ulong)_random.Next(1, 4), _ => (ulong)_random.Next(400_000_000) };

    private byte[] Event(ulong time, ref string running)
    {
        var name = _isNamed ? SmallTrace.Comm(running) : [];
        switch (_random.Next(6))
        {
            case 0:
                return SmallTrace.Bytes(2, time, name);
            case 1:
                running = "exec" + _random.Next(3);
                return SmallTrace.Bytes(1, time, name, $"/usr/bin/{running}");
            default:
                // Now and then somebody leaves who was not known to run: its coming was lost.
                var previous = _random.Next(10) == 0 ? Names[_random.Next(Names.Length)] : running;
                running = Names[_random.Next(Names.Length)];
                return SmallTrace.Bytes(0, time, name, SmallTrace.Comm(previous), SmallTrace.Comm(running));
        }
    }
}
