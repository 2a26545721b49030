using System.Text;

namespace Steadytrace.Cluster.Tests.Wire;

/// <summary>Bytes as Hyperion writes them, made by hand: what somebody without our serializer could send.</summary>
internal sealed class HostileBytes
{
    private readonly MemoryStream _bytes = new();

    public byte[] Done => _bytes.ToArray();

    /// <summary>A type by its name, as it stands before a first value of it.</summary>
    public HostileBytes Type(string name, byte manifest = 255)
    {
        _bytes.WriteByte(manifest);
        return Int(Encoding.UTF8.GetByteCount(name)).Raw(Encoding.UTF8.GetBytes(name));
    }

    /// <summary>A type that was named before, by its number.</summary>
    public HostileBytes Known(ushort number) => Raw(254, (byte)number, (byte)(number >> 8));

    /// <summary>The names of a record's fields, as they stand before its first value.</summary>
    public HostileBytes Fields(params string[] names)
    {
        Raw(2, (byte)names.Length, 0);
        foreach (var name in names) Raw((byte)Encoding.UTF8.GetByteCount(name)).Raw(Encoding.UTF8.GetBytes(name));
        return this;
    }

    public HostileBytes Int(int value) => Raw(BitConverter.GetBytes(value));

    public HostileBytes Raw(params byte[] bytes)
    {
        _bytes.Write(bytes);
        return this;
    }
}
