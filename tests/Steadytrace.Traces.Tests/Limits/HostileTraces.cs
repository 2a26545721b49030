using System.Buffers.Binary;
using System.Text;
using Steadytrace.Testing;

namespace Steadytrace.Traces.Tests.Limits;

/// <summary>Traces that would take far more memory than they have bytes, each by another way; made without chance.</summary>
internal static class HostileTraces
{
    private const uint Magic = 0xC1FC1FC1;

    private const string Trace = """
        trace { major = 1; minor = 8; byte_order = le; packet.header := struct { integer { size = 32; align = 8; } magic; integer { size = 32; align = 8; } stream_id; }; };
        typealias integer { size = 8; align = 8; encoding = UTF8; } := byte;
        typealias integer { size = 32; align = 8; } := word;

        """;

    private const string Clock = """
        clock { name = c; freq = 1000000000; };
        typealias integer { size = 64; align = 8; map = clock.c.value; } := stamp;

        """;

    private const string Cpus = """
        stream { id = 0; packet.context := struct { word packet_size; word cpu_id; }; event.header := struct { word id; }; };
        event { name = "sched_switch"; id = 0; stream_id = 0; fields := struct { byte prev_comm[16]; byte next_comm[16]; }; };
        event { name = "a_b"; id = 1; stream_id = 0; fields := struct { byte x; }; };

        """;

    /// <summary>By name: fills a folder with a trace.</summary>
    public static IReadOnlyDictionary<string, Action<TemporaryFolder>> All { get; } = new Dictionary<string, Action<TemporaryFolder>>
    {
        ["stream classes with one event of a large id"] = folder =>
        {
            File.WriteAllText(folder["metadata"], Trace + Repeat(200, id => $$"""
                stream { id = {{id}}; event.header := struct { word id; }; };
                event { name = "a"; id = 1048575; stream_id = {{id}}; fields := struct { byte x; }; };

                """));
            for (var id = 0; id < 200; id++) Write(folder[$"s{id}"], 1, (_, to) => { Number(to, Magic); Number(to, (uint)id); Number(to, 1048575); to.WriteByte(1); });
        },
        ["nothing but semicolons"] = folder => File.WriteAllText(folder["metadata"], Trace + new string(';', 15 << 20)),
        ["labels without end"] = folder => File.WriteAllText(folder["metadata"], Trace + "enum e : word { " + Repeat(1_500_000, at => $"a{at:x},") + " };"),
        ["events without end"] = folder => File.WriteAllText(folder["metadata"], Trace + Repeat(150_000, at => $"event {{ name = \"e{at}\"; id = {at}; fields := struct {{ byte x; }}; }};\n")),
        ["events up to the limit"] = folder => File.WriteAllText(folder["metadata"], Trace + "stream { event.header := struct { word id; }; };\n" + Repeat(20_000, at => $"event {{ name = \"e{at}\"; id = {at}; fields := struct {{ byte x; byte y; }}; }};\n")),
        ["one text of megabytes"] = folder => File.WriteAllText(folder["metadata"], Trace + "env { a = \"" + new string('a', 15 << 20) + "\"; };"),
        ["fragments of JSON without end"] = folder => File.WriteAllText(folder["metadata"], "\u001e{\"type\":\"preamble\",\"version\":2}" + Repeat(300_000, at => $"\u001e{{\"type\":\"clock-class\",\"id\":\"{at}\",\"frequency\":1}}")),
        ["JSON of empty objects"] = folder => File.WriteAllText(folder["metadata"], "\u001e{\"type\":\"preamble\",\"version\":2,\"attributes\":[" + Repeat(5_000_000, _ => "{},") + "]}"),
        ["an interval for each event"] = folder =>
        {
            File.WriteAllText(folder["metadata"], Trace + Clock + "stream { id = 0; event.header := struct { word id; stamp timestamp; }; };\nevent { name = \"a\"; id = 0; stream_id = 0; fields := struct { byte x; }; };");
            Write(folder["s"], 1_000_000, (at, to) => { Begin(to, at); Number(to, 0); Number(to, (ulong)at * 1_000_000_000); to.WriteByte(1); });
        },
        ["a process for each event"] = folder =>
        {
            File.WriteAllText(folder["metadata"], Trace + "stream { id = 0; event.header := struct { word id; }; event.context := struct { byte procname[16]; }; };\nevent { name = \"a\"; id = 0; stream_id = 0; };");
            Write(folder["s"], 2_000_000, (at, to) => { Begin(to, at); Number(to, 0); to.Write(Encoding.ASCII.GetBytes($"{at}".PadRight(16, '\0'))); });
        },
        ["a CPU for each packet"] = folder =>
        {
            File.WriteAllText(folder["metadata"], Trace + Cpus);
            Write(folder["s"], 1_000_000, (at, to) => Packet(to, (uint)at));
        },
        ["stream files without end, one of which tells the threads of the others"] = folder =>
        {
            File.WriteAllText(folder["metadata"], Channels(2));
            Channel(folder["s0"], 0, 100_000, Switch);
            for (var at = 1; at < 32_000; at++) Channel(folder[$"s{at}"], 1, 2, (number, to) => Tick(to, (ulong)number * 600_000));
        },
        ["a change of the thread for each event, beside a channel with few"] = folder =>
        {
            File.WriteAllText(folder["metadata"], Channels(2));
            Channel(folder["s0"], 0, 10_000_000, Switch);
            Channel(folder["s1"], 1, 10, (at, to) => Tick(to, (ulong)at * 9_000_000));
        },
        ["thousands of channels of many lengths, two of which tell threads"] = folder =>
        {
            File.WriteAllText(folder["metadata"], Channels(2, Repeat(3000, at => $"byte n{at}; byte x{at}[n{at}];")) + "event { name = \"sched_process_exec\"; id = 1; stream_id = 1; fields := struct { string filename; }; };");
            Channel(folder["s0"], 0, 100, Switch);
            for (var at = 1; at < 10_000; at++) Channel(folder[$"s{at}"], 1, 1, (_, to) => { to.WriteByte(0); Number(to, 1UL); to.Write(new byte[3000]); });
        },
        ["events of times without end before it is known who runs"] = folder =>
        {
            File.WriteAllText(folder["metadata"], Channels(1));
            for (var cpu = 0; cpu < 40; cpu++) Write(folder[$"s{cpu}"], 100_000, (at, to) =>
            {
                if (at == 0) foreach (var number in (uint[])[Magic, 0, (uint)cpu]) Number(to, number);
                Tick(to, (ulong)at * 1_000_000_000);
            });
        },
        ["events of times without end beside two channels that tell threads"] = folder =>
        {
            File.WriteAllText(folder["metadata"], Channels(3) + "event { name = \"sched_process_exec\"; id = 1; stream_id = 1; fields := struct { string filename; }; };");
            for (var stream = 0; stream < 3; stream++) Channel(folder[$"s{stream}"], (uint)stream, 1_000_000, (at, to) => Tick(to, (ulong)at * 1_000_000_000));
        },
        ["large indexes"] = folder =>
        {
            File.WriteAllText(folder["metadata"], Trace + Cpus);
            Directory.CreateDirectory(folder["index"]);
            for (var file = 0; file < 16; file++)
            {
                Write(folder[$"s{file}"], 200_000, (_, to) => Packet(to, 0));
                Write(folder[$"index/s{file}.idx"], 200_001, Entry);
            }
        },
    };

    // A channel that tells the threads of its CPU, and others beside it; the fields say how much each event takes.
    private static string Channels(int streams, string beside = "byte x;") => Trace + Clock + Repeat(streams, id => $$"""
        stream { id = {{id}}; packet.context := struct { word cpu_id; }; event.header := struct { byte id; stamp timestamp; }; };
        event { name = "e{{id}}"; id = 0; stream_id = {{id}}; fields := struct { {{beside}} }; };

        """) + """
        event { name = "sched_switch"; id = 1; stream_id = 0; fields := struct { byte prev_comm[4]; byte next_comm[4]; }; };

        """;

    // One packet that fills its file.
    private static void Channel(string path, uint stream, int events, Action<int, Stream> one) => Write(path, events, (at, to) =>
    {
        if (at == 0) foreach (var number in (uint[])[Magic, stream, 0]) Number(to, number);
        one(at, to);
    });

    private static void Switch(int at, Stream to)
    {
        to.WriteByte(1);
        Number(to, (ulong)at * 10);
        Number(to, (uint)at % 5_000_000 | 0x40404040);
        Number(to, (uint)(at + 1) % 5_000_000 | 0x40404040);
    }

    private static void Tick(Stream to, ulong time)
    {
        to.WriteByte(0);
        Number(to, time);
        to.WriteByte(1);
    }

    // The header, then what the index says of packets of 21 bytes each.
    private static void Entry(int at, Stream to)
    {
        if (at == 0)
        {
            foreach (var number in (uint[])[0xC1F1DCC1, 1, 1, 72]) Number(to, BinaryPrimitives.ReverseEndianness(number));
            return;
        }

        foreach (var number in (ulong[])[(ulong)(at - 1) * 21, 168, 168, 0, 0, 0, 0, 0, (ulong)at]) Number(to, BinaryPrimitives.ReverseEndianness(number));
    }

    private static void Packet(Stream to, uint cpu)
    {
        foreach (var number in (uint[])[Magic, 0, 21 * 8, cpu, 1]) Number(to, number);
        to.WriteByte(1);
    }

    private static void Begin(Stream to, int at)
    {
        if (at > 0) return;
        Number(to, Magic);
        Number(to, 0);
    }

    private static void Number(Stream to, uint number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, number);
        to.Write(bytes);
    }

    private static void Number(Stream to, ulong number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, number);
        to.Write(bytes);
    }

    private static void Write(string path, int count, Action<int, Stream> one)
    {
        using var file = new BufferedStream(File.Create(path), 1 << 16);
        for (var at = 0; at < count; at++) one(at, file);
    }

    private static string Repeat(int count, Func<int, string> one)
    {
        var text = new StringBuilder();
        for (var at = 0; at < count; at++) text.Append(one(at));
        return text.ToString();
    }
}
