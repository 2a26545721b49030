namespace Steadytrace.Traces;

/// <summary>A place in a trace that cannot be read: where, and why. Its text is one line.</summary>
/// <param name="File">The file, as a path that a person can open.</param>
/// <param name="Packet">Number of the packet in its file, from 0; null when it is not inside one.</param>
/// <param name="ByteOffset">Bytes from the file's beginning; for plain-text metadata see <paramref name="Reason"/> for line and column.</param>
/// <param name="Reason">What was found, what was expected.</param>
public sealed record TraceFault(string File, long? Packet, long ByteOffset, string Reason)
{
    /// <summary>One line: file, packet, offset, reason. Control characters, which a file's name may hold, are question marks in it.</summary>
    public override string ToString()
    {
        var line = Packet is { } packet ? $"{File}: packet {packet}, byte {ByteOffset}: {Reason}" : $"{File}: byte {ByteOffset}: {Reason}";
        return string.Concat(line.Select(character => char.IsControl(character) ? '?' : character));
    }
}
