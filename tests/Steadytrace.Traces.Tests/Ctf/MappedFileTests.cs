using System.Globalization;
using Steadytrace.Testing;
using Steadytrace.Traces.Ctf.Packets;

namespace Steadytrace.Traces.Tests.Ctf;

public sealed class MappedFileTests
{
    // Large enough that what other tests map at the same time does not matter.
    private const int Bytes = 128 << 20;

    [Fact]
    public void A_released_piece_leaves_memory_and_reads_the_same_again()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["file"], [.. Enumerable.Repeat((byte)3, Bytes)]);
        using var file = new MappedFile(folder["file"]);
        var sum = Sum(file);
        var read = ResidentOfFiles();

        file.Release(100, Bytes - 200);

        Assert.InRange(ResidentOfFiles(), 0, read - Bytes / 2);
        Assert.Equal(sum, Sum(file));
    }

    [Fact]
    public void Only_a_piece_inside_the_file_can_be_released()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["file"], new byte[1000]);
        using var file = new MappedFile(folder["file"]);

        Assert.Throws<ArgumentOutOfRangeException>(() => file.Release(500, 501));
    }

    private static long Sum(MappedFile file)
    {
        long sum = 0;
        foreach (var value in file.Span(0, Bytes)) sum += value;
        return sum;
    }

    private static long ResidentOfFiles()
    {
        const string Name = "RssFile:";
        var line = File.ReadLines("/proc/self/status").Single(line => line.StartsWith(Name, StringComparison.Ordinal));
        return long.Parse(line[Name.Length..].Replace("kB", "", StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture) * 1024;
    }
}
