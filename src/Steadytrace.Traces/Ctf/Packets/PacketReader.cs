using Steadytrace.Traces.Ctf.Checked;
using Steadytrace.Traces.Ctf.Layout;

namespace Steadytrace.Traces.Ctf.Packets;

/// <summary>Goes through the packets of one file by their headers and contexts; an index only tells where to begin.</summary>
/// <param name="layout">What the metadata says.</param>
/// <param name="file">The stream file.</param>
/// <param name="path">Its path, for faults.</param>
/// <param name="from">Where the first packet to read begins, in bytes.</param>
/// <param name="number">Its number in the file.</param>
/// <param name="isGrowing">More of the file will come: a first packet that is not whole is a cut one too.</param>
internal sealed class PacketReader(TraceLayout layout, MappedFile file, string path, long from, long number = 0, bool isGrowing = false)
{
    private const uint Magic = 0xC1FC1FC1;
    private readonly FieldValues _values = new();
    private long _offset = from;
    private long _number = number;
    private StreamClass? _stream;

    /// <summary>The next packet; null at the file's end.</summary>
    /// <exception cref="TraceException">What comes next is no whole packet of this trace; nothing after it can be found.</exception>
    public Packet? Next()
    {
        if (_offset >= file.Length) return null;
        var left = file.Length - _offset;
        var bytes = file.Span(_offset, (int)Math.Min(left, int.MaxValue));
        try
        {
            var packet = Read(bytes, left);
            _offset += packet.Bytes;
            _number++;
            return packet;
        }
        catch (DamagedPacketException damage)
        {
            throw new TraceException(new TraceFault(path, _number, _offset + damage.Bit / 8, damage.Message), damage);
        }
    }

    private Packet Read(ReadOnlySpan<byte> bytes, long left)
    {
        var cursor = new BitCursor(bytes, 0, (long)bytes.Length * 8);
        _values.Forget();
        _values.BeginPacket(null);
        if (layout.PacketHeader is { } header) FieldWalker.Walk(header, ref cursor, _values);
        if (_values.Number(FieldRole.Magic) is { } magic && magic != Magic)
            throw new DamagedPacketException(0, $"packet without magic number 0x{Magic:x}: 0x{magic:x}");
        if (layout.Uuid is { } uuid && _values.Has(FieldRole.TraceUuid) && _values.RawText(FieldRole.TraceUuid, bytes) is { Length: 16 } told && !told.SequenceEqual(uuid))
            throw new DamagedPacketException(0, $"packet of another trace: UUID {new Guid(told, bigEndian: true)}");
        var stream = StreamOf(_values.Number(FieldRole.StreamClassId));
        var instance = _values.Number(FieldRole.StreamInstanceId);

        // Header and context have slots of their own, for which there is room: a trace may have tens of thousands of readers open.
        if (stream.PacketContext is { } context) FieldWalker.Walk(context, ref cursor, _values);
        var (whole, content) = Sizes(cursor.At, left);

        // What begins a file and does not fit into it is no cut packet but something else: there is not one whole packet to believe it by.
        var isCut = whole > left * 8;
        if (isCut && _offset == 0 && !isGrowing) throw new DamagedPacketException(0, $"packet of {whole / 8} bytes, but only {left} are left in the file");
        _stream = stream;
        return new Packet
        {
            Number = _number,
            Offset = _offset,
            Bytes = isCut ? (int)left : (int)(whole / 8),
            WholeBytes = whole / 8,
            TellsSize = _values.Has(FieldRole.PacketSize) || _values.Has(FieldRole.ContentSize),
            EventsBit = cursor.At,
            ContentBits = Math.Min(content, left * 8),
            Cut = isCut ? new TraceFault(path, _number, _offset, $"packet of {whole / 8} bytes, but only {left} are left in the file; its whole events are counted") : null,
            Stream = stream,
            Instance = instance,
            Begin = _values.Number(FieldRole.PacketBegin),
            ClockStart = _values.Number(FieldRole.PacketBegin) ?? (layout.ClockRestarts ? 0 : null),
            End = _values.Number(FieldRole.PacketEnd),
            EventsDiscarded = _values.Number(FieldRole.EventsDiscarded),
            Sequence = _values.Number(FieldRole.PacketSequence),
            Cpu = _values.Number(FieldRole.CpuId),
            Slots = KeepsSlots(stream) ? _values.Slots.Copy(TraceLayout.PacketSlots) : null,
        };
    }

    private StreamClass StreamOf(ulong? id)
    {
        var stream = id is { } told && layout.HasStreamId
            ? layout.Streams.GetValueOrDefault(told) ?? throw new DamagedPacketException(0, $"packet of stream {told}, which the metadata does not declare")
            : layout.WithoutStreamId ?? throw new DamagedPacketException(0, "packet that does not tell its stream, and the metadata declares none for it");
        if (_stream is not null && _stream != stream) throw new DamagedPacketException(0, $"packet of stream {stream.Id} in a file of stream {_stream.Id}");
        return stream;
    }

    private bool KeepsSlots(StreamClass stream) => HasSlot(layout.PacketHeader) || HasSlot(stream.PacketContext);

    private static bool HasSlot(FieldClass? field) => field switch
    {
        StructureClass structure => Array.Exists(structure.Members, member => member.Slot >= 0 || HasSlot(member.Class)),
        VariantClass variant => Array.Exists(variant.Options, option => HasSlot(option.Class)),
        OptionalClass optional => HasSlot(optional.Field),
        ArrayClass array => HasSlot(array.Element),
        SequenceClass sequence => HasSlot(sequence.Element),
        _ => false,
    };

    // Without sizes a packet takes all that is left of the file. One that claims more than is left was cut, or lies: the caller takes what is there.
    private (long Whole, long Content) Sizes(long headerBits, long left)
    {
        var leftBits = left * 8;
        var whole = _values.Number(FieldRole.PacketSize) ?? _values.Number(FieldRole.ContentSize) ?? (ulong)leftBits;
        var content = _values.Number(FieldRole.ContentSize) ?? whole;
        if (whole == 0) throw new DamagedPacketException(0, "packet of no size");
        if (whole % 8 != 0) throw new DamagedPacketException(0, $"packet of {whole} bits, not in whole bytes");
        if (content > whole) throw new DamagedPacketException(0, $"packet with {content} bits of content in {whole}");
        if (content < (ulong)headerBits) throw new DamagedPacketException(0, $"packet with {content} bits of content, but its header and context have {headerBits}");
        if (Math.Min(whole / 8, (ulong)left) > int.MaxValue) throw new DamagedPacketException(0, $"packet of {whole / 8} bytes; at most {int.MaxValue} are read");
        return ((long)Math.Min(whole, long.MaxValue), (long)Math.Min(content, long.MaxValue));
    }
}
