using System.Buffers.Binary;
using System.Buffers.Text;

namespace Steadytrace.Recording.Tests.Rotation;

/// <summary>
/// Reads the numbers that were written to <c>trace_marker</c> from a chunk's pages: a walk over records that shares nothing with the project's
/// reader, so that what lies beyond a page's end is not taken for an event.
/// </summary>
internal static class NumberedMarks
{
    private const int PageBytes = 4096, HeaderBytes = 16;
    private const int LengthMask = (1 << 20) - 1;

    /// <summary>Before the text: type, flags, preempt count, pid; then the caller's address.</summary>
    private const int TextAt = 16;

    /// <param name="chunk">The chunk's folder.</param>
    /// <param name="type">The number of <c>ftrace:print</c>.</param>
    /// <param name="numbers">Where to.</param>
    /// <returns>All records, of any type.</returns>
    public static long Read(string chunk, ushort type, NumberSet numbers)
    {
        long records = 0;
        foreach (var file in Directory.EnumerateFiles(chunk, "cpu*.pages"))
        {
            ReadOnlySpan<byte> pages = File.ReadAllBytes(file);
            for (; pages.Length > 0; pages = pages[PageBytes..]) records += ReadPage(pages[..PageBytes], type, numbers);
        }

        return records;
    }

    private static long ReadPage(ReadOnlySpan<byte> page, ushort type, NumberSet numbers)
    {
        long records = 0;
        var end = HeaderBytes + (int)(BinaryPrimitives.ReadUInt64LittleEndian(page[8..]) & LengthMask);
        for (var at = HeaderBytes; at < end;)
        {
            var head = BinaryPrimitives.ReadUInt32LittleEndian(page[at..]);
            var length = (int)(head & 31);
            at += 4;
            switch (length)
            {
                case 29 when head >> 5 == 0:
                    return records;
                case 29:
                    at += (int)BinaryPrimitives.ReadUInt32LittleEndian(page[at..]);
                    continue;
                case 30 or 31:
                    at += 4;
                    continue;
                case 0:
                    Take(page[(at + 4)..], type, numbers);
                    at += (int)BinaryPrimitives.ReadUInt32LittleEndian(page[at..]);
                    break;
                default:
                    Take(page[at..], type, numbers);
                    at += length * 4;
                    break;
            }

            records++;
        }

        return records;
    }

    private static void Take(ReadOnlySpan<byte> record, ushort type, NumberSet numbers)
    {
        if (BinaryPrimitives.ReadUInt16LittleEndian(record) != type) return;
        Assert.True(Utf8Parser.TryParse(record[TextAt..], out long number, out _), "a mark without a number");
        numbers.Add(number);
    }
}
