using System.Buffers.Binary;
using System.Runtime.Serialization;
using System.Text;

namespace Steadytrace.Cluster.Wire;

/// <summary>Walks the bytes of a message before Hyperion reads them, and refuses what Hyperion would believe.</summary>
/// <remarks>
/// <para>
/// Hyperion takes memory for any length that the bytes name, and goes as deep as they nest: ten bytes could ask for 16 GB, a message could end the process by its nesting. As
/// <see cref="TolerantRecords"/> writes them, each field's value begins with a manifest, so the bytes can be walked without making anything of them, also those of a field that only
/// another release knows: each length must lie within what is left, each type must be on the list, and nothing nests deeper than messages do.
/// </para>
/// <para>Manifests as Hyperion 0.12 writes them: those of values in its <c>ValueSerializers</c>, 252 to 255 in <c>ObjectSerializer</c> and <c>ConsistentArraySerializer</c>.</para>
/// </remarks>
internal ref struct WireCheck
{
    /// <summary>Levels of values in values; the deepest message has about half of it.</summary>
    public const int MaxDepth = 16;

    /// <summary>Kinds of values without parts.</summary>
    public const byte Text = 7, Int32 = 8;

    private const byte Null = 0, ByteArray = 9, ArrayOfValues = 252, KnownType = 254, WholeType = 255;
    private const int NullText = 0, LongText = 255;

    private readonly ReadOnlySpan<byte> _bytes;
    private readonly List<WireShape> _types = [];
    private readonly Dictionary<Type, int> _fields = [];
    private int _at;

    private WireCheck(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    /// <exception cref="SerializationException">The bytes are no message.</exception>
    public static void Pass(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > MessageLimits.MaxBytes) throw Refused($"it has {bytes.Length} bytes, more than {MessageLimits.MaxBytes}");
        var check = new WireCheck(bytes);
        check.Value(depth: 0);
        if (check._at != bytes.Length) throw Refused($"{bytes.Length - check._at} bytes follow its end");
    }

    private static SerializationException Refused(string why) => new($"A message is refused: {why}");

    /// <summary>Bytes of a value that has always so many; 0 of any other.</summary>
    private static int FixedBytes(byte manifest) => manifest switch
    {
        4 or 6 or 20 => 1, // byte, bool, signed byte
        3 or 15 or 17 => 2, // 16 bits, character
        Int32 or 12 or 18 => 4, // 32 bits
        2 or 13 or 19 => 8, // 64 bits
        10 => 16, // time with offset
        _ => 0,
    };

    private void Value(int depth)
    {
        if (depth > MaxDepth) throw Refused($"it nests deeper than {MaxDepth} levels");
        var manifest = Skip(1)[0];
        switch (manifest)
        {
            case Null:
                break;
            case Text or ByteArray:
                Simple(manifest);
                break;
            case ArrayOfValues:
                var element = Skip(1)[0];
                for (var left = Length(); left > 0; left--) Simple(element);
                break;
            case WholeType:
                Content(NewType(), depth);
                break;
            case KnownType:
                var index = BinaryPrimitives.ReadUInt16LittleEndian(Skip(2));
                if (index >= _types.Count) throw Refused("it names a type before it says which");
                Content(_types[index], depth);
                break;
            default:
                Simple(manifest);
                break;
        }
    }

    private void Content(WireShape shape, int depth)
    {
        if (shape.Plain != 0)
        {
            Simple(shape.Plain);
            return;
        }

        if (!shape.IsRecord)
        {
            for (var left = Length(); left > 0; left--) Value(depth + 1);
            return;
        }

        if (Either(TolerantRecords.Value, TolerantRecords.Table)) NameFields(shape.Type);
        if (!_fields.TryGetValue(shape.Type, out var fields)) throw Refused($"{shape.Type} comes without the names of its fields");
        for (; fields > 0; fields--)
            if (Either(TolerantRecords.Null, TolerantRecords.Value)) Value(depth + 1);
    }

    private void NameFields(Type record)
    {
        var count = BinaryPrimitives.ReadUInt16LittleEndian(Skip(2));
        // Twice, and whoever reads would take the values before for others.
        if (!_fields.TryAdd(record, count)) throw Refused($"it names the fields of {record} twice");
        for (var left = count; left > 0; left--) Skip(NameLength());
    }

    /// <summary>As <see cref="BinaryWriter"/> writes it, seven bits to a byte; a name of more than two such bytes is none.</summary>
    private int NameLength()
    {
        var low = Skip(1)[0];
        if (low < 0x80) return low;
        var high = Skip(1)[0];
        return high < 0x80 ? (low & 0x7f) | (high << 7) : throw Refused("a field's name is too long");
    }

    /// <summary>A mark that has one of two values.</summary>
    private bool Either(byte no, byte yes)
    {
        var mark = Skip(1)[0];
        if (mark != yes && mark != no) throw Refused($"a mark of {mark} where {no} or {yes} stands");
        return mark == yes;
    }

    /// <summary>A value without parts.</summary>
    private void Simple(byte manifest)
    {
        switch (manifest)
        {
            case Text:
                var length = (int)Skip(1)[0];
                Skip(length switch { NullText => 0, LongText => Length(), _ => length - 1 });
                break;
            case ByteArray:
                Skip(Length());
                break;
            default:
                if (FixedBytes(manifest) is not (> 0 and var bytes)) throw Refused($"no message holds a value of kind {manifest}");
                Skip(bytes);
                break;
        }
    }

    private WireShape NewType()
    {
        var name = Encoding.UTF8.GetString(Skip(Length()));
        if (!WireShapes.ByName.TryGetValue(name, out var shape)) throw Refused($"'{Shortened(name)}' is not on the allow-list");
        _types.Add(shape);
        return shape;
    }

    private int Length()
    {
        var length = BinaryPrimitives.ReadInt32LittleEndian(Skip(4));
        // Whatever it counts, each takes a byte at least.
        return (uint)length <= (uint)(_bytes.Length - _at) ? length : throw Refused($"it names a length of {length} with {_bytes.Length - _at} bytes left");
    }

    private ReadOnlySpan<byte> Skip(int count)
    {
        if (count > _bytes.Length - _at) throw Refused("it ends too early");
        var skipped = _bytes.Slice(_at, count);
        _at += count;
        return skipped;
    }

    private static string Shortened(string text)
    {
        var shown = text.Length > 120 ? text[..120] + "…" : text;
        return string.Concat(shown.Select(character => char.IsControl(character) ? '?' : character));
    }
}
