using Steadytrace.Traces.Ctf.Packets;

namespace Steadytrace.Traces.Ctf.Following;

/// <summary>Reads the bytes that came to a stream file, as far as they are whole packets, into memory that is used again.</summary>
internal sealed class StreamPiece
{
    private const int UsualBytes = 4 << 20;

    private byte[] _buffer = [];

    /// <summary>The bytes of a file from a place on.</summary>
    /// <param name="path">The file.</param>
    /// <param name="from">Where to begin.</param>
    /// <param name="until">Where the file ended when it was looked at.</param>
    /// <param name="atLeast">Read so many, if they are there: a packet is larger than usual.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public MappedFile Read(string path, long from, long until, long atLeast = 0)
    {
        var wanted = (int)Math.Min(until - from, Math.Max(UsualBytes, Math.Min(atLeast, Array.MaxLength)));
        if (_buffer.Length < wanted) _buffer = GC.AllocateUninitializedArray<byte>(wanted, pinned: true);
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var read = 0;
        while (read < wanted && RandomAccess.Read(file, _buffer.AsSpan(read, wanted - read), from + read) is var more and > 0) read += more;
        return new MappedFile(_buffer, from, read);
    }

    /// <summary>Gives up the room that a large packet took.</summary>
    public void Shrink()
    {
        if (_buffer.Length > UsualBytes) _buffer = [];
    }
}
