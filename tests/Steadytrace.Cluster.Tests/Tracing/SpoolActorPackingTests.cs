using System.Diagnostics;
using Steadytrace.Cluster.Messages;
using Steadytrace.Cluster.Tracing;
using Steadytrace.Recording;

namespace Steadytrace.Cluster.Tests.Tracing;

/// <summary>Chunks that wait are compressed on a thread of their own. A file that gives its bytes only when the test writes them stands for one that takes long.</summary>
public sealed class SpoolActorPackingTests : SpoolFixture
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    public SpoolActorPackingTests() => Options = Options with { SpoolCompressAfter = TimeSpan.FromSeconds(30) };

    [Fact]
    public void A_chunk_that_takes_long_to_compress_delays_no_cut_and_is_compressed_in_the_end()
    {
        var (first, slow, open) = PackingSlowly();

        var next = Cut(Cut(open, 50), 60);
        Assert.Equal(4, next.Id.Number);
        Assert.Equal(4, Report().Undecided);
        Assert.All(Report().Waiting, chunk => Assert.Null(chunk.PackedBytes));

        slow.Write(new byte[100_000]);
        slow.Dispose();
        AwaitAssert(() => Assert.InRange(Report().Waiting.Single(chunk => chunk.Id == first).PackedBytes ?? -1, 1, 1000), Soon);
    }

    [Fact]
    public void A_chunk_that_is_counted_while_it_is_compressed_is_decided_at_once_and_the_next_one_has_its_turn()
    {
        var (first, slow, open) = PackingSlowly();
        Cut(open, 50);

        Count(first, 7);
        ExpectMsg<ChunkCountedTaken>();
        Assert.Equal((7, 0), CountedAndLost(Verdict(first)));
        // Called off, it takes no more than this.
        slow.WriteByte(1);
        slow.Dispose();

        AdvanceUntil(() => Report().Waiting.Any(chunk => chunk.Id.Number == 1 && chunk.PackedBytes is not null), "the next one is compressed");
        Assert.Empty(Failures.Recent());
    }

    [Fact]
    public void Compressing_has_the_lowest_priority()
    {
        var (_, slow, _) = PackingSlowly();
        using var held = slow;

        var threads = Directory.EnumerateDirectories("/proc/self/task").Where(task => File.ReadAllText(Path.Combine(task, "comm")).Trim() == "chunk-packer").ToList();

        Assert.NotEmpty(threads);
        Assert.All(threads, task => Assert.Equal("19", File.ReadAllText(Path.Combine(task, "stat")).Split(')')[1].Split(' ')[17]));
    }

    /// <summary>A spool that compresses its first chunk, whose bytes come only when the test writes them.</summary>
    private (ChunkId First, FileStream Slow, ChunkReady Open) PackingSlowly()
    {
        Make();
        var first = Begin();
        var second = Cut(first, 10);
        var third = Cut(second, 20);
        Report();
        var file = Path.Combine(first.DataPath, "stream");
        File.Delete(file);
        using (var made = Process.Start("mkfifo", file)) made.WaitForExit();
        Advance(TimeSpan.FromSeconds(45));
        // Opens when the other side does: the thread is at it.
        var slow = new FileStream(file, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        return (first.Id, slow, third);
    }
}
