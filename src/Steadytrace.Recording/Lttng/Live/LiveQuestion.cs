using System.Buffers.Binary;

namespace Steadytrace.Recording.Lttng.Live;

/// <summary>Writes commands: size of what follows, command, version of the command (always 0), then what belongs to it; all numbers big-endian.</summary>
internal sealed class LiveQuestion
{
    private readonly List<byte> _bytes = [];

    /// <summary>One command.</summary>
    /// <param name="command">Which.</param>
    /// <param name="body">What belongs to it.</param>
    public LiveQuestion Add(LiveCommand command, params ReadOnlySpan<byte> body)
    {
        Add((ulong)body.Length).Add((uint)command).Add(0u);
        _bytes.AddRange(body);
        return this;
    }

    /// <summary>A number of 64 bits.</summary>
    public LiveQuestion Add(ulong number)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, number);
        _bytes.AddRange(bytes);
        return this;
    }

    /// <summary>A number of 32 bits.</summary>
    public LiveQuestion Add(uint number)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, number);
        _bytes.AddRange(bytes);
        return this;
    }

    /// <summary>All that was written.</summary>
    public byte[] ToArray() => [.. _bytes];
}
