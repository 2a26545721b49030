using System.Buffers.Binary;
using System.Text;
using System.Text.RegularExpressions;
using Steadytrace.Traces.Generated;

namespace Steadytrace.Fuzz;

/// <summary>Damages bytes and texts, in the ways that find faults: lengths, borders, words in wrong places.</summary>
internal sealed partial class Mutator(Chance chance)
{
    private static readonly ulong[] Numbers = [0, 1, 7, 8, 9, 63, 64, 65, 127, 128, 255, 256, 4095, 4096, 65535, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 1UL << 32, 1UL << 46, long.MaxValue, 1UL << 63, ulong.MaxValue - 7, ulong.MaxValue];
    private static readonly string[] NumberTexts = ["0", "1", "3", "7", "8", "63", "64", "65", "-1", "4096", "65536", "1000000", "2147483648", "4294967296", "9223372036854775807", "18446744073709551615", "18446744073709551616", "0x", "08"];
    private static readonly string[] Words =
    [
        "struct", "variant", "enum", "integer", "floating_point", "string", "typealias", "typedef", "trace", "stream", "event", "clock", "env", "callsite", "size", "align", "signed",
        "byte_order", "map", "id", "name", "stream_id", "fields", "context", "packet.header", "packet.context", "event.header", "event.context", ":=", "=", "{", "}", "[", "]", "<", ">", ";", ",", "...",
        "(", ")", "\"", "/*", "//", "\\", "timestamp", "packet_size", "content_size", "uuid", "procname", "prev_comm", "stream.event.header.id", "trace.packet.header.magic", "be", "le", "\0", "é",
        "type", "role", "roles", "field-class", "member-classes", "length", "null", "true", ":", "\u001e", "[[[[[[[[[[[[[[[[", "{\"a\":", "offset", "__data_loc", "char", "field:", "ID:",
    ];

    /// <summary>Bytes with one to four damages.</summary>
    public byte[] Bytes(byte[] bytes, byte[] other)
    {
        var damaged = bytes.ToList();
        for (var left = chance.Between(1, 4); left > 0; left--) Once(damaged, other);
        return [.. damaged];
    }

    /// <summary>Bytes with another length of a sequence, and sometimes one damage more.</summary>
    public byte[] Length(byte[] bytes, NumberPlace length)
    {
        var damaged = length.Replace(bytes, chance.OneOf(Numbers)).ToList();
        if (chance.Percent(20)) Once(damaged, bytes);
        return [.. damaged];
    }

    /// <summary>A text with one to four damages.</summary>
    public byte[] Text(byte[] text, byte[] other)
    {
        if (chance.Percent(15)) return Bytes(text, other);
        var tokens = Tokens().Matches(Encoding.Latin1.GetString(text)).Select(match => match.Value).ToList();
        // Mostly one damage: what is refused at the first of several never shows what the others would do.
        for (var left = chance.Percent(60) ? 1 : chance.Between(2, 4); left > 0 && tokens.Count > 0; left--)
        {
            var at = chance.Below(tokens.Count);
            switch (chance.Below(10))
            {
                case 0: tokens.RemoveAt(at); break;
                case 1: tokens.Insert(at, chance.OneOf(Words)); break;
                case 2: tokens[at] = chance.OneOf(Words); break;
                case 3: tokens.Insert(at, tokens[chance.Below(tokens.Count)]); break;
                case 4: (tokens[at], tokens[0]) = (tokens[chance.Below(tokens.Count)], tokens[0]); break;
                case 5: tokens.InsertRange(at, tokens.GetRange(at, Math.Min(tokens.Count - at, chance.Between(1, 30)))); break;
                case 6 or 7: Exchange(tokens, at); break;
                default:
                    var number = tokens.FindIndex(at, token => char.IsAsciiDigit(token[0]));
                    tokens[number < 0 ? at : number] = chance.OneOf(NumberTexts);
                    break;
            }
        }

        return Encoding.Latin1.GetBytes(string.Concat(tokens));
    }

    // A word for another word of the text: most often that is well-formed, and means something else.
    private void Exchange(List<string> tokens, int at)
    {
        var (word, other) = (tokens.FindIndex(at, token => char.IsAsciiLetter(token[0])), tokens.FindIndex(chance.Below(tokens.Count), token => char.IsAsciiLetter(token[0])));
        if (word >= 0 && other >= 0) tokens[word] = tokens[other];
    }

    private void Once(List<byte> bytes, byte[] other)
    {
        if (bytes.Count == 0)
        {
            bytes.AddRange(other);
            return;
        }

        var at = chance.Percent(30) ? chance.Below(Math.Min(bytes.Count, 80)) : chance.Below(bytes.Count);
        switch (chance.Below(10))
        {
            case 0 or 1: bytes[at] ^= (byte)(1 << chance.Below(8)); break;
            case 2: bytes[at] = (byte)chance.Number(8); break;
            case 3 or 4: Number(bytes, at); break;
            case 5: bytes.RemoveRange(at, bytes.Count - at); break;
            case 6: bytes.RemoveRange(at, Math.Min(bytes.Count - at, chance.Between(1, 16))); break;
            case 7: bytes.InsertRange(at, bytes.GetRange(at, Math.Min(bytes.Count - at, chance.Between(1, 64)))); break;
            case 8: Slide(bytes, at); break;
            default:
                if (other.Length > 0) bytes.InsertRange(at, other.Skip(chance.Below(other.Length)).Take(chance.Between(1, 64)));
                break;
        }
    }

    // The file keeps its size, so that what was whole before its end is cut there.
    private void Slide(List<byte> bytes, int at)
    {
        var words = bytes.GetRange(at, Math.Min(bytes.Count - at, 4 * chance.Between(1, 16)));
        bytes.InsertRange(at, words);
        bytes.RemoveRange(bytes.Count - words.Count, words.Count);
    }

    private void Number(List<byte> bytes, int at)
    {
        var value = chance.Percent(70) ? chance.OneOf(Numbers) : (ulong)chance.Below(bytes.Count * 16);
        var number = new byte[8];
        var size = chance.Pick(1, 2, 4, 8);
        if (chance.Percent(50)) BinaryPrimitives.WriteUInt64LittleEndian(number, value);
        else BinaryPrimitives.WriteUInt64BigEndian(number, value << (64 - size * 8));
        for (var i = 0; i < size && at + i < bytes.Count; i++) bytes[at + i] = number[i];
    }

    [GeneratedRegex(@"[A-Za-z_]+|[0-9][0-9a-zA-Z]*|\s+|.", RegexOptions.Singleline)]
    private static partial Regex Tokens();
}
