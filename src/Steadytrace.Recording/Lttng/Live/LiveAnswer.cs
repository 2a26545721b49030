using System.Buffers.Binary;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;

namespace Steadytrace.Recording.Lttng.Live;

/// <summary>The bytes that a relay daemon sends. Memory for them is taken once: what they claim never takes more.</summary>
internal sealed class LiveAnswer(Socket socket)
{
    /// <summary>The longest piece of <see cref="ReadAsync"/>; one stream's announcement has 4,371 bytes.</summary>
    public const int MaximumPieceBytes = 8192;

    private const int TcpLevel = 6, QuickAcknowledge = 12;

    // A large packet is read in few steps: each may have to wait for its turn on a busy machine.
    private readonly byte[] _buffer = new byte[1 << 18];
    private int _from;
    private int _to;

    /// <summary>Bytes that came and were not read.</summary>
    public int Left => _to - _from;

    /// <summary>Ends reading.</summary>
    public CancellationToken Limit { get; set; }

    /// <summary>The next bytes, good until the next call.</summary>
    /// <exception cref="EndOfStreamException">The relay daemon closed the connection before.</exception>
    public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(int bytes)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, MaximumPieceBytes);
        if (_buffer.Length - _from < bytes)
        {
            _buffer.AsSpan(_from, Left).CopyTo(_buffer);
            (_from, _to) = (0, Left);
        }

        while (Left < bytes) await FillAsync();
        _from += bytes;
        return _buffer.AsMemory(_from - bytes, bytes);
    }

    /// <summary>The next number of 32 bits.</summary>
    public async ValueTask<uint> ReadUInt32Async() => BinaryPrimitives.ReadUInt32BigEndian((await ReadAsync(4)).Span);

    /// <summary>The next number of 64 bits.</summary>
    public async ValueTask<ulong> ReadUInt64Async() => BinaryPrimitives.ReadUInt64BigEndian((await ReadAsync(8)).Span);

    /// <summary>The next bytes as text, up to the first zero byte. What a line cannot show is a question mark in it.</summary>
    public async ValueTask<string> ReadTextAsync(int bytes)
    {
        var text = (await ReadAsync(bytes)).Span;
        if (text.IndexOf((byte)0) is >= 0 and var end) text = text[..end];
        return string.Concat(Encoding.UTF8.GetString(text).Select(character => char.IsControl(character) ? '?' : character));
    }

    /// <summary>Writes the next bytes to a file.</summary>
    public async Task CopyToAsync(Stream file, long bytes)
    {
        while (bytes > 0)
        {
            if (Left == 0) (_from, _to) = (0, 0);
            if (Left == 0) await FillAsync();
            var piece = (int)Math.Min(bytes, Left);
            file.Write(_buffer, _from, piece);
            _from += piece;
            bytes -= piece;
        }
    }

    private async ValueTask FillAsync()
    {
        AcknowledgeAtOnce();
        var received = await socket.ReceiveAsync(_buffer.AsMemory(_to), SocketFlags.None, Limit);
        if (received == 0) throw new EndOfStreamException();
        _to += received;
    }

    // A relay daemon leaves its sockets to Nagle's algorithm: it keeps the end of each packet back until all before it is acknowledged, for which the
    // system here would take 40 ms. The system forgets the wish, so it is told again.
    private void AcknowledgeAtOnce()
    {
        if (!OperatingSystem.IsLinux()) return;
        Span<byte> one = stackalloc byte[sizeof(int)];
        MemoryMarshal.Write(one, 1);
        socket.SetRawSocketOption(TcpLevel, QuickAcknowledge, one);
    }
}
