using System.Globalization;
using Steadytrace.Testing;
using Steadytrace.Traces.Ctf.Packets;

namespace Steadytrace.Traces.Tests.Ctf;

public sealed class MappedFileTests
{
    private const int Bytes = 100 << 20;
    private const int PieceBytes = 2 << 20;

    [Fact]
    public void A_released_piece_leaves_memory_and_reads_the_same_again()
    {
        using var folder = new TemporaryFolder();
        using var file = Mapped(folder);
        var sum = Sum(file);

        file.Release(100, Bytes - 200);

        Assert.InRange(Resident(folder), 0, PieceBytes);
        Assert.Equal(sum, Sum(file));
    }

    [Fact]
    public void Small_pieces_leave_memory_many_at_once()
    {
        using var folder = new TemporaryFolder();
        using var file = Mapped(folder);
        _ = Sum(file);

        var afterEach = Pieces().Select(piece =>
        {
            file.Release(piece, PieceBytes);
            return Resident(folder);
        }).ToList();

        Assert.Equal(Bytes, afterEach[Bytes / 8 / PieceBytes - 1]);
        Assert.InRange(afterEach[Bytes / 2 / PieceBytes], 0, Bytes / 4 * 3);
        Assert.Equal(0, afterEach[^1]);
    }

    [Fact]
    public void The_last_piece_takes_what_is_left_with_it_and_what_comes_after_it_goes_alone()
    {
        using var folder = new TemporaryFolder();
        using var file = Mapped(folder);
        _ = Sum(file);

        // As two workers do: the last piece is counted before the one before it.
        foreach (var piece in Pieces().SkipLast(2)) file.Release(piece, PieceBytes);
        file.Release(Bytes - PieceBytes, PieceBytes);
        _ = file.Span(Bytes - 2 * PieceBytes, PieceBytes).IndexOf((byte)4);
        Assert.InRange(Resident(folder), PieceBytes, Bytes / 2);
        file.Release(Bytes - 2 * PieceBytes, PieceBytes);

        Assert.InRange(Resident(folder), 0, PieceBytes / 2);
    }

    [Fact]
    public void Only_a_piece_inside_the_file_can_be_released()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["file"], new byte[1000]);
        using var file = new MappedFile(folder["file"]);

        Assert.Throws<ArgumentOutOfRangeException>(() => file.Release(500, 501));
    }

    private static IEnumerable<int> Pieces() => Enumerable.Range(0, Bytes / PieceBytes).Select(number => number * PieceBytes);

    private static MappedFile Mapped(TemporaryFolder folder)
    {
        File.WriteAllBytes(folder["file"], [.. Enumerable.Repeat((byte)3, Bytes)]);
        return new MappedFile(folder["file"]);
    }

    private static long Sum(MappedFile file)
    {
        long sum = 0;
        foreach (var value in file.Span(0, Bytes)) sum += value;
        return sum;
    }

    /// <summary>Of this one file's mapping.</summary>
    private static long Resident(TemporaryFolder folder)
    {
        const string Name = "Rss:";
        var line = File.ReadLines("/proc/self/smaps").SkipWhile(line => !line.EndsWith(folder["file"], StringComparison.Ordinal)).First(line => line.StartsWith(Name, StringComparison.Ordinal));
        return long.Parse(line[Name.Length..].Replace("kB", "", StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture) * 1024;
    }
}
