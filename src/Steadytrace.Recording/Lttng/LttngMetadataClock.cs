using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Steadytrace.Recording.Lttng;

/// <summary>Finds in LTTng's own metadata what its trace clock must be given to become Unix time.</summary>
/// <remarks>
/// Only the clock's block is looked at, which LTTng writes before the first stream; counting reads the whole. The session daemon measures
/// the offset once per metadata: each user's programs, and the kernel, may have one that differs by what the wall clock was slewed between.
/// </remarks>
internal static partial class LttngMetadataClock
{
    private const uint PacketMagic = 0x75D11D57;
    private const int PacketHeaderBytes = 37;
    private const char FragmentBegin = '\x1E';
    private const int LookAtBytes = 1 << 18;

    /// <summary>Nanoseconds from the trace clock to Unix time; null while the metadata has no clock of nanoseconds (yet).</summary>
    public static long? ReadUnixOffset(string metadataPath)
    {
        using var file = File.OpenRead(metadataPath);
        var bytes = new byte[Math.Min(LookAtBytes, file.Length)];
        file.ReadExactly(bytes);
        return FindUnixOffset(Text(bytes));
    }

    internal static long? FindUnixOffset(string text)
    {
        if (text.StartsWith(FragmentBegin)) return FindInFragments(text);
        var block = ClockBlock().Match(text);
        if (!block.Success || Value(block.Value, "freq") is not 1_000_000_000) return null;
        return (Value(block.Value, "offset_s") ?? 0) * 1_000_000_000 + (Value(block.Value, "offset") ?? 0);
    }

    /// <summary>CTF 2: JSON texts, each behind a record separator; the clock's is one of type <c>clock-class</c>.</summary>
    private static long? FindInFragments(string text)
    {
        foreach (var fragment in text.Split(FragmentBegin, StringSplitOptions.RemoveEmptyEntries))
        {
            // Only so much of the metadata is looked at as holds the clock: what stands behind it may be cut off.
            if (!fragment.Contains("\"clock-class\"", StringComparison.Ordinal)) continue;
            var clock = JsonNode.Parse(fragment)!.AsObject();
            if ((string?)clock["type"] != "clock-class") continue;
            if ((long?)clock["frequency"] is not 1_000_000_000) return null;
            var offset = clock["offset-from-origin"];
            return ((long?)offset?["seconds"] ?? 0) * 1_000_000_000 + ((long?)offset?["cycles"] ?? 0);
        }

        return null;
    }

    /// <summary>The metadata's text without the headers of its packets; a plain text is returned as it is.</summary>
    private static string Text(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < PacketHeaderBytes || !IsPacket(bytes, out var bigEndian)) return Encoding.UTF8.GetString(bytes);
        var text = new StringBuilder();
        while (bytes.Length >= PacketHeaderBytes && IsPacket(bytes, out _))
        {
            // Header: magic u32, uuid 16, checksum u32, content and packet size in bits u32 each, five u8.
            var content = Math.Min(U32(bytes[24..], bigEndian) / 8, (uint)bytes.Length);
            var packet = U32(bytes[28..], bigEndian) / 8;
            if (content < PacketHeaderBytes || packet < content) break;
            text.Append(Encoding.UTF8.GetString(bytes[PacketHeaderBytes..(int)content]));
            bytes = bytes[(int)Math.Min(packet, (uint)bytes.Length)..];
        }

        return text.ToString();
    }

    private static bool IsPacket(ReadOnlySpan<byte> bytes, out bool bigEndian)
    {
        bigEndian = U32(bytes, bigEndian: true) == PacketMagic;
        return bigEndian || U32(bytes, bigEndian: false) == PacketMagic;
    }

    private static uint U32(ReadOnlySpan<byte> bytes, bool bigEndian) =>
        bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);

    private static long? Value(string block, string name)
    {
        foreach (Match line in Assignment().Matches(block))
        {
            if (line.Groups[1].Value == name && long.TryParse(line.Groups[2].Value, CultureInfo.InvariantCulture, out var value)) return value;
        }

        return null;
    }

    [GeneratedRegex(@"^clock\s*\{[^}]*\}", RegexOptions.Multiline)]
    private static partial Regex ClockBlock();

    [GeneratedRegex(@"^\s*(freq|offset|offset_s)\s*=\s*(-?\d+)\s*;", RegexOptions.Multiline)]
    private static partial Regex Assignment();
}
