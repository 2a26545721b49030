using System.Globalization;
using System.Text.RegularExpressions;

namespace Steadytrace.Traces.Ftrace;

/// <summary>How ring-buffer pages of one kernel are laid out, as its <c>header_page</c> and <c>header_event</c> texts say.</summary>
/// <remarks>
/// The commit word's flags are not in those texts; they are in the kernel's ring_buffer.c: bit 31 says that events were lost before
/// this page, bit 30 that their number (an unsigned long) stands after the data, and the low 27 bits hold the data's length.
/// </remarks>
internal sealed partial class PageLayout
{
    /// <summary>Bits of the commit word that hold the length of the data.</summary>
    public const uint LengthMask = (1u << 27) - 1;

    /// <summary>Set in the commit word when the number of lost events stands after the data.</summary>
    public const uint LossStored = 1u << 30;

    /// <summary>Set in the commit word when events were lost before this page.</summary>
    public const uint LossFlag = 1u << 31;

    private const int SmallestPageBytes = 64;
    private const int LargestPageBytes = 1 << 24;

    /// <summary>Reads a description's texts.</summary>
    /// <exception cref="FormatException">A field is missing, or has a size that no known kernel gives it.</exception>
    public PageLayout(FtraceDescription description)
    {
        PageBytes = description.PageBytes;
        LittleEndian = description.LittleEndian;
        if (PageBytes is < SmallestPageBytes or > LargestPageBytes)
            throw new FormatException($"pageBytes is {PageBytes}, expected {SmallestPageBytes} to {LargestPageBytes}");
        foreach (var line in description.HeaderPage.AsSpan().EnumerateLines())
        {
            if (!FormatField.TryParse(line, out var field)) continue;
            switch (field.Name)
            {
                case "timestamp": TimestampOffset = Sized(field, 8); break;
                case "commit": (CommitOffset, CommitBytes) = (Sized(field, 4, 8), field.Size); break;
                case "data": DataOffset = field.Offset; break;
            }
        }

        if (CommitBytes == 0 || DataOffset == 0 || DataOffset >= PageBytes
            || TimestampOffset + 8 > DataOffset || CommitOffset + CommitBytes > DataOffset)
        {
            throw new FormatException("header_page lacks one of timestamp, commit and data, or they lie outside the page");
        }

        CheckHeaderEvent(description.HeaderEvent);
    }

    /// <summary>Size of a page.</summary>
    public int PageBytes { get; }

    /// <summary>Byte order of all numbers; it also turns the two bit fields of a record's head around.</summary>
    public bool LittleEndian { get; }

    /// <summary>Offset of the u64 time of the page's begin.</summary>
    public int TimestampOffset { get; }

    /// <summary>Offset of the commit word.</summary>
    public int CommitOffset { get; }

    /// <summary>Size of the commit word, and of the number of lost events: 4 or 8, the kernel's long.</summary>
    public int CommitBytes { get; }

    /// <summary>Offset of the first record.</summary>
    public int DataOffset { get; }

    /// <summary>Most bytes of records that a page can hold.</summary>
    public int DataBytes => PageBytes - DataOffset;

    // Every kernel since 2.6.31 has these; a kernel that changed them would need another decoding loop, so it is refused.
    private static void CheckHeaderEvent(string text)
    {
        foreach (var (what, expected) in ((string, int)[])
                 [("type_len", 5), ("time_delta", 27), ("padding", 29), ("time_extend", 30), ("data max type_len", 28)])
        {
            var found = NumberOf(text, what);
            if (found != expected) throw new FormatException($"header_event: {what} is {found?.ToString(CultureInfo.InvariantCulture) ?? "missing"}, expected {expected}");
        }
    }

    private static int? NumberOf(string text, string what)
    {
        foreach (Match match in HeaderEventLine().Matches(text))
        {
            if (match.Groups["what"].Value.Trim() == what) return int.Parse(match.Groups["number"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);
        }

        return null;
    }

    [GeneratedRegex(@"^\s*(?<what>[a-z_ ]+?)\s*(:(\s*type\s*==)?|==)\s*(?<number>\d{1,6})", RegexOptions.Multiline | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex HeaderEventLine();

    private static int Sized(FormatField field, params ReadOnlySpan<int> sizes) =>
        sizes.Contains(field.Size) ? field.Offset : throw new FormatException($"header_page: {field.Name} has {field.Size} bytes");
}
