using System.Text;

namespace Steadytrace.Benchmarks.Inside;

/// <summary>Makes a trace of one stream of a shape: one packet, events one after the other.</summary>
internal static class ShapedTrace
{
    public const int Events = 200_000;

    private const string Header = """
        stream { event.header := struct { enum : integer { size = 5; } { compact = 0 ... 30, extended = 31 } id; variant <id> {
          struct { integer { size = 27; map = clock.c.value; } timestamp; } compact;
          struct { integer { size = 32; align = 8; } id; integer { size = 64; align = 8; map = clock.c.value; } timestamp; } extended; } v; } align(8);
        """;

    private const string Named = Header + " event.context := struct { char_t procname[16]; }; };";

    /// <summary>Writes it into a folder.</summary>
    public static void Write(string folder, StreamShape shape)
    {
        File.WriteAllText(Path.Combine(folder, "metadata"), Metadata(shape));
        using var stream = new BinaryWriter(File.Create(Path.Combine(folder, "stream")));
        for (var number = 0; number < Events; number++) WriteEvent(stream, shape, number);
    }

    /// <summary>Metadata with many event classes, as a kernel's.</summary>
    public static byte[] LargeMetadata(int events) => Encoding.UTF8.GetBytes(
        Begin("le") + Named + string.Concat(Enumerable.Range(0, events).Select(id =>
            $"event {{ name = system_event_{id}; id = {id}; fields := struct {{ u32 first; u8 text[16]; string name; u32 length; u32 rest[length]; enum : u8 {{ A = 0, B = 1 ... 9 }} kind; }}; }};\n")));

    private static string Begin(string byteOrder) => $$"""
        /* CTF 1.8 */
        typealias integer { size = 8; } := u8; typealias integer { size = 32; } := u32; typealias integer { size = 8; encoding = UTF8; } := char_t;
        trace { major = 1; minor = 8; byte_order = {{byteOrder}}; };
        clock { name = c; freq = 1000000000; };

        """;

    private static string Metadata(StreamShape shape) => shape switch
    {
        StreamShape.Fixed => Begin("le") + Named + Event("u32 a; u32 b;"),
        StreamShape.Texts => Begin("le") + Named + Event("u32 a; string text;"),
        StreamShape.Sequences => Begin("le") + Named + Event("u8 n; u32 x[n];"),
        StreamShape.Switches => Begin("le") + Header + " };" + Event("u32 a; u32 b;")
            + "event { name = sched_switch; id = 1; fields := struct { char_t prev_comm[16]; u32 prev_tid; char_t next_comm[16]; u32 next_tid; }; };",
        _ => Begin("be") + "stream { event.header := struct { u8 id; u32 timestamp; }; event.context := struct { char_t procname[16]; }; };"
            + Event("integer { size = 3; } a; integer { size = 13; } b; integer { size = 40; } c;"),
    };

    private static string Event(string fields) => $"event {{ name = traced; id = 0; fields := struct {{ {fields} }}; }};\n";

    private static void WriteEvent(BinaryWriter stream, StreamShape shape, int number)
    {
        var isSwitch = shape == StreamShape.Switches && number % 4 == 3;
        if (shape == StreamShape.Bits) stream.Write((byte)0);
        stream.Write((uint)(number << 5 | (isSwitch ? 1 : 0)));
        switch (shape)
        {
            case StreamShape.Switches when isSwitch:
                Name(stream, number / 4);
                stream.Write(number / 4);
                Name(stream, number / 4 + 1);
                stream.Write(number / 4 + 1);
                break;
            case StreamShape.Switches:
                stream.Write(0L);
                break;
            case StreamShape.Texts:
                Name(stream, number / 16);
                stream.Write(number);
                stream.Write(Encoding.ASCII.GetBytes(new string('x', number % 23) + '\0'));
                break;
            case StreamShape.Sequences:
                Name(stream, number / 16);
                stream.Write((byte)(number % 5));
                stream.Write(new byte[number % 5 * 4]);
                break;
            case StreamShape.Bits:
                Name(stream, number / 16);
                stream.Write(new byte[7]);
                break;
            default:
                Name(stream, number / 16);
                stream.Write(0L);
                break;
        }
    }

    private static void Name(BinaryWriter stream, int number)
    {
        Span<byte> name = stackalloc byte[16];
        name.Clear();
        Encoding.ASCII.GetBytes($"process-{number % 9}", name);
        stream.Write(name);
    }
}
