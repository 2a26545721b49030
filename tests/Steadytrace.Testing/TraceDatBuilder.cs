using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Steadytrace.Testing;

/// <summary>Writes pages into a file as trace-cmd would, which cannot record on every kernel.</summary>
public sealed class TraceDatBuilder
{
    private const int PagesPerPiece = 2;

    public bool LittleEndian { get; init; } = true;

    public byte LongBytes { get; init; } = 8;

    public required int PageBytes { get; init; }

    public required string HeaderPage { get; init; }

    public required string HeaderEvent { get; init; }

    public required IReadOnlyList<(string System, string Format)> Events { get; init; }

    public string Names { get; init; } = "";

    /// <summary>Options as text, by number.</summary>
    public IReadOnlyList<(ushort Id, string Text)> Options { get; init; } = [];

    /// <summary>Buffers by instance, the top one first; of each the pages of all CPUs.</summary>
    public required IReadOnlyList<(string Name, byte[][] Cpus)> Buffers { get; init; }

    private uint Cpus => (uint)Buffers.Max(buffer => buffer.Cpus.Length);

    /// <summary>A file of version 6.</summary>
    public byte[] Version6()
    {
        var head = Head("6\0", [.. Headers(), .. FtraceFormats(), .. EventFormats(), .. U32(0), .. U32(0), .. U64((ulong)Names.Length), .. Text(Names), .. U32(Cpus), .. Text("options  \0")]);
        var texts = Options.SelectMany(option => (byte[])[.. U16(option.Id), .. U32((uint)option.Text.Length + 1), .. Text(option.Text + "\0")]).ToArray();
        var instances = Buffers.Skip(1).ToList();
        var optionBytes = texts.Length + instances.Sum(buffer => 6 + 8 + buffer.Name.Length + 1) + 2;
        var tableBytes = 10 + (int)Cpus * 16 + 8 + 7;
        var tables = head.Length + optionBytes;
        var file = new List<byte>([.. head, .. texts]);
        for (var index = 0; index < instances.Count; index++)
        {
            var name = instances[index].Name + "\0";
            file.AddRange([.. U16(3), .. U32((uint)(8 + name.Length)), .. U64((ulong)(tables + (index + 1) * tableBytes)), .. Text(name)]);
        }

        file.AddRange(U16(0));
        var at = Aligned(tables + Buffers.Count * tableBytes);
        foreach (var (_, cpus) in Buffers)
        {
            file.AddRange(Text("flyrecord\0"));
            for (var cpu = 0; cpu < Cpus; cpu++)
            {
                var bytes = cpu < cpus.Length ? cpus[cpu].Length : 0;
                file.AddRange([.. U64((ulong)(bytes == 0 ? 0 : at)), .. U64((ulong)bytes)]);
                at = Aligned(at + bytes);
            }

            file.AddRange([.. U64(7), .. Text("[local]")]);
        }

        foreach (var cpu in Buffers.SelectMany(buffer => buffer.Cpus).Where(cpu => cpu.Length > 0))
        {
            file.AddRange(new byte[Aligned(file.Count) - file.Count]);
            file.AddRange(cpu);
        }

        return [.. file];
    }

    /// <summary>A file of version 7.</summary>
    /// <param name="compression">The name of the algorithm in the file.</param>
    /// <param name="compress">Compresses; null: nothing is compressed.</param>
    public byte[] Version7(string compression, Func<byte[], byte[]>? compress)
    {
        var head = Head("7\0", [.. Text($"{compression}\01\0")]);
        var file = new List<byte>([.. head, .. U64(0)]);
        List<byte> options = [];
        foreach (var (id, text) in Options) Option(id, Text(text + "\0"));
        Option(16, U64(Section(16, Headers())));
        Option(17, U64(Section(17, FtraceFormats())));
        Option(18, U64(Section(18, EventFormats())));
        Option(21, U64(Section(21, [.. U64((ulong)Names.Length), .. Text(Names)])));
        foreach (var (name, cpus) in Buffers)
        {
            var section = (ulong)file.Count;
            file.AddRange([.. U16(3), .. U16((ushort)(compress is null ? 0 : 1)), .. U32(0), .. U64(0)]);
            List<byte> places = [.. U64(section), .. Text($"{name}\0local\0"), .. U32((uint)PageBytes), .. U32((uint)cpus.Length)];
            for (var cpu = 0; cpu < cpus.Length; cpu++)
            {
                file.AddRange(new byte[Aligned(file.Count) - file.Count]);
                var pages = compress is null ? cpus[cpu] : Pieces(cpus[cpu], compress);
                places.AddRange([.. U32((uint)cpu), .. U64((ulong)file.Count), .. U64((ulong)(compress is null ? pages.Length : pages.Length - 4))]);
                file.AddRange(pages);
            }

            Option(3, [.. places]);
        }

        Option(0, U64(0));
        var place = Section(0, [.. options]);
        var bytes = file.ToArray();
        U64(place).CopyTo(bytes, head.Length);
        return bytes;

        void Option(ushort id, byte[] data) => options.AddRange([.. U16(id), .. U32((uint)data.Length), .. data]);

        ulong Section(ushort id, byte[] data)
        {
            var offset = (ulong)file.Count;
            if (compress is not null) data = [.. Piece(data, compress)];
            file.AddRange([.. U16(id), .. U16((ushort)(compress is null ? 0 : 1)), .. U32(0), .. U64((ulong)data.Length), .. data]);
            return offset;
        }
    }

    /// <summary>Compresses as the kernel's tools do with <c>zlib</c>.</summary>
    public static byte[] Zlib(byte[] plain)
    {
        using var bytes = new MemoryStream();
        using (var stream = new ZLibStream(bytes, CompressionLevel.Fastest)) stream.Write(plain);
        return bytes.ToArray();
    }

    private byte[] Pieces(byte[] pages, Func<byte[], byte[]> compress)
    {
        var pieces = pages.Chunk(PagesPerPiece * PageBytes).ToList();
        return [.. U32((uint)pieces.Count), .. pieces.SelectMany(piece => Piece(piece, compress))];
    }

    private IEnumerable<byte> Piece(byte[] plain, Func<byte[], byte[]> compress)
    {
        var compressed = compress(plain);
        return [.. U32((uint)compressed.Length), .. U32((uint)plain.Length), .. compressed];
    }

    private byte[] Head(string version, byte[] rest) =>
        [0x17, 0x08, 0x44, .. Text("tracing" + version), (byte)(LittleEndian ? 0 : 1), LongBytes, .. U32((uint)PageBytes), .. rest];

    private byte[] Headers() =>
        [.. Text("header_page\0"), .. U64((ulong)HeaderPage.Length), .. Text(HeaderPage), .. Text("header_event\0"), .. U64((ulong)HeaderEvent.Length), .. Text(HeaderEvent)];

    private byte[] FtraceFormats() => Formats(Events.Where(one => one.System == "ftrace"));

    private byte[] EventFormats()
    {
        var systems = Events.Where(one => one.System != "ftrace").GroupBy(one => one.System).ToList();
        return [.. U32((uint)systems.Count), .. systems.SelectMany(system => (byte[])[.. Text(system.Key + "\0"), .. Formats(system)])];
    }

    private byte[] Formats(IEnumerable<(string System, string Format)> events) =>
        [.. U32((uint)events.Count()), .. events.SelectMany(one => (byte[])[.. U64((ulong)one.Format.Length), .. Text(one.Format)])];

    private int Aligned(int at) => (at + PageBytes - 1) / PageBytes * PageBytes;

    private static byte[] Text(string text) => Encoding.Latin1.GetBytes(text);

    private byte[] U16(ushort value)
    {
        var bytes = new byte[sizeof(ushort)];
        if (LittleEndian) BinaryPrimitives.WriteUInt16LittleEndian(bytes, value);
        else BinaryPrimitives.WriteUInt16BigEndian(bytes, value);
        return bytes;
    }

    private byte[] U32(uint value)
    {
        var bytes = new byte[sizeof(uint)];
        if (LittleEndian) BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        else BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }

    private byte[] U64(ulong value)
    {
        var bytes = new byte[sizeof(ulong)];
        if (LittleEndian) BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        else BinaryPrimitives.WriteUInt64BigEndian(bytes, value);
        return bytes;
    }
}
