using System.Buffers.Binary;
using System.Text;

namespace Steadytrace.Traces.Ftrace;

/// <summary>
/// A thread's name as the kernel keeps it: up to 15 bytes and a NUL, here without what may stand behind the closing NUL, so that two
/// names are equal when their numbers are.
/// </summary>
internal readonly record struct ThreadName(UInt128 Bytes)
{
    /// <summary>Longest name that the kernel keeps.</summary>
    public const int LongestBytes = 15;

    /// <summary>The name at the begin of these bytes, up to the first NUL.</summary>
    public static ThreadName Of(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf((byte)0);
        if (end >= 0) bytes = bytes[..end];
        if (bytes.Length > LongestBytes) bytes = bytes[..LongestBytes];
        Span<byte> padded = stackalloc byte[EventTable.CommBytes];
        padded.Clear();
        bytes.CopyTo(padded);
        return new ThreadName(BinaryPrimitives.ReadUInt128LittleEndian(padded));
    }

    /// <summary>The name that a thread gets by executing the file at this path: the last part, cut as the kernel cuts it.</summary>
    public static ThreadName OfPath(ReadOnlySpan<byte> path)
    {
        var end = path.IndexOf((byte)0);
        if (end >= 0) path = path[..end];
        path = path[(path.LastIndexOf((byte)'/') + 1)..];
        return Of(path);
    }

    /// <summary>The name as text; bytes that are not UTF-8 become U+FFFD.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[EventTable.CommBytes];
        BinaryPrimitives.WriteUInt128LittleEndian(bytes, Bytes);
        var end = bytes.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? bytes : bytes[..end]);
    }
}
