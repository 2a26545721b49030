using System.Buffers.Binary;
using System.Text;

namespace Steadytrace.Metrics.Graphite;

/// <summary>A frame for carbon's pickle port: its length in four bytes, big-endian, then a pickle of <c>[(name, (time, value)), …]</c>.</summary>
/// <remarks>Protocol 2 of Python's pickle, of which it needs eight opcodes (Python's <c>pickletools.py</c> lists them). Carbon's safe unpickler takes it.</remarks>
internal sealed class PickleFrame : ICarbonFrame
{
    private const byte Proto = 0x80, EmptyList = (byte)']', Mark = (byte)'(', BinUnicode = (byte)'X', BinInt = (byte)'J', Long1 = 0x8a, BinFloat = (byte)'G';
    private const byte Tuple2 = 0x86, Appends = (byte)'e', Stop = (byte)'.';
    private const int PrefixBytes = 4, TailBytes = 2;

    // Opcode and length of the name, the longer form of the time, the value, two tuples.
    private const int MaxBesidesName = 5 + 10 + 9 + 2;

    private static readonly byte[] Head = [0, 0, 0, 0, Proto, 2, EmptyList, Mark];

    private readonly byte[] _bytes;
    private int _used;
    private bool _taken = true;

    /// <param name="maxBytes">Bytes of the pickle, without the four of its length.</param>
    public PickleFrame(int maxBytes) => _bytes = new byte[PrefixBytes + maxBytes];

    public bool TryAdd(in MetricLine line)
    {
        if (_taken)
        {
            Head.CopyTo(_bytes, 0);
            (_used, _taken) = (Head.Length, false);
        }

        if (_used + Encoding.UTF8.GetByteCount(line.Name) + MaxBesidesName + TailBytes > _bytes.Length) return false;
        Name(line.Name);
        Time(line.UnixSeconds);
        _bytes[_used++] = BinFloat;
        BinaryPrimitives.WriteDoubleBigEndian(_bytes.AsSpan(_used), line.Value);
        _used += sizeof(double);
        _bytes[_used++] = Tuple2;
        _bytes[_used++] = Tuple2;
        return true;
    }

    public ReadOnlyMemory<byte> Take()
    {
        if (_taken || _used == Head.Length) return default;
        _bytes[_used++] = Appends;
        _bytes[_used++] = Stop;
        BinaryPrimitives.WriteInt32BigEndian(_bytes, _used - PrefixBytes);
        _taken = true;
        return _bytes.AsMemory(0, _used);
    }

    private void Name(string name)
    {
        var length = Encoding.UTF8.GetBytes(name, _bytes.AsSpan(_used + 5));
        _bytes[_used] = BinUnicode;
        BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(_used + 1), length);
        _used += 5 + length;
    }

    private void Time(long unixSeconds)
    {
        if (unixSeconds is >= int.MinValue and <= int.MaxValue)
        {
            _bytes[_used] = BinInt;
            BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(_used + 1), (int)unixSeconds);
            _used += 5;
            return;
        }

        // From 2038 on.
        _bytes[_used] = Long1;
        _bytes[_used + 1] = sizeof(long);
        BinaryPrimitives.WriteInt64LittleEndian(_bytes.AsSpan(_used + 2), unixSeconds);
        _used += 2 + sizeof(long);
    }
}
