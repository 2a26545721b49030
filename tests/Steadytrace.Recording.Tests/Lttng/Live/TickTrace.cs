using System.Text;

namespace Steadytrace.Recording.Tests.Lttng.Live;

/// <summary>The smallest of traces: packets of events <c>tick</c> of one byte each, without times.</summary>
internal static class TickTrace
{
    public const string Metadata = """
        /* CTF 1.8 */
        trace { major = 1; minor = 8; byte_order = be; packet.header := struct { integer { size = 32; align = 8; } magic; }; };
        stream {
            packet.context := struct { integer { size = 32; align = 8; } content_size; integer { size = 32; align = 8; } packet_size; };
            event.header := struct { integer { size = 8; align = 8; } id; };
        };
        event { name = "tick"; id = 0; };

        """;

    /// <summary>Metadata of packets that tell their times in nanoseconds since 1970.</summary>
    public const string MetadataWithTimes = """
        /* CTF 1.8 */
        typealias integer { size = 64; align = 8; map = clock.utc.value; } := stamp;
        trace { major = 1; minor = 8; byte_order = be; packet.header := struct { integer { size = 32; align = 8; } magic; }; };

        clock {
            name = utc;
            freq = 1000000000;
        };

        stream {
            packet.context := struct { stamp timestamp_begin; stamp timestamp_end; integer { size = 32; align = 8; } content_size; integer { size = 32; align = 8; } packet_size; };
            event.header := struct { integer { size = 8; align = 8; } id; };
        };
        event { name = "tick"; id = 0; };

        """;

    private const int HeaderBytes = 12, HeaderBytesWithTimes = 28;

    /// <summary>A trace of one stream.</summary>
    /// <param name="id">Its number.</param>
    /// <param name="ticks">Events of each packet.</param>
    public static ServedTrace With(ulong id, params int[] ticks) => new ServedTrace(id, Encoding.ASCII.GetBytes(Metadata)).With(ticks);

    /// <summary>A trace of one stream whose packets hold one event each, a minute one from another.</summary>
    public static ServedTrace OfMinutes(ulong id, int minutes)
    {
        const uint Bits = (HeaderBytesWithTimes + 1) * 8;
        var times = Enumerable.Range(1, minutes).Select(minute => (ulong)minute * 60_000_000_000).ToList();
        var trace = new ServedTrace(id, Encoding.ASCII.GetBytes(MetadataWithTimes));
        var stream = trace.Add([.. times.SelectMany(time => ScriptedRelay.Bytes(0xC1FC1FC1u, time, time, Bits, Bits).Append((byte)0))]);
        for (var packet = 0; packet < minutes; packet++) stream.Packets.Enqueue(ScriptedRelay.Bytes((ulong)packet * Bits / 8, (ulong)Bits, (ulong)Bits, times[packet], times[packet], 0UL, 0UL));
        return trace;
    }

    /// <summary>Adds a stream.</summary>
    public static ServedTrace With(this ServedTrace trace, params int[] ticks)
    {
        var packets = ticks.Select(Packet).ToList();
        var stream = trace.Add([.. packets.SelectMany(packet => packet)]);
        ulong offset = 0;
        foreach (var packet in packets)
        {
            stream.Packets.Enqueue(Index(offset, (ulong)packet.Length * 8));
            offset += (ulong)packet.Length;
        }

        return trace;
    }

    /// <summary>What is announced of a packet.</summary>
    public static byte[] Index(ulong offset, ulong bits) => ScriptedRelay.Bytes(offset, bits, bits, 0UL, 0UL, 0UL, 0UL);

    private static byte[] Packet(int ticks)
    {
        var bits = (uint)(HeaderBytes + ticks) * 8;
        return [.. ScriptedRelay.Bytes(0xC1FC1FC1u, bits, bits), .. new byte[ticks]];
    }
}
