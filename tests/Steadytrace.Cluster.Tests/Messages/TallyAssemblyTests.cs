using Steadytrace.Cluster.Messages;
using Steadytrace.Recording;

namespace Steadytrace.Cluster.Tests.Messages;

public sealed class TallyAssemblyTests
{
    private static readonly ChunkId Chunk = new(new SourceId(new HostId("laptop"), "lttng"), 1, 2);
    private readonly TallyAssembly _assembly = new(maxOpen: 2);

    [Theory]
    [InlineData(0, 1)]
    [InlineData(TallyParts.MaxBytes, 1)]
    [InlineData(TallyParts.MaxBytes + 1, 2)]
    [InlineData(5 * TallyParts.MaxBytes, 5)]
    public void Parts_in_any_order_make_the_whole(int bytes, int parts)
    {
        var tally = Bytes(bytes, seed: 1);
        var cut = TallyParts.Cut(tally);
        Assert.Equal(parts, cut.Length);

        var whole = cut.Reverse().Select(part => _assembly.Add(Chunk, part)).ToList();

        Assert.All(whole.SkipLast(1), Assert.Null);
        Assert.Equal(tally, whole[^1]);
    }

    [Fact]
    public void Parts_of_two_tallies_never_mix()
    {
        var (one, other) = (TallyParts.Cut(Bytes(TallyParts.MaxBytes + 1, seed: 1)), TallyParts.Cut(Bytes(TallyParts.MaxBytes + 1, seed: 2)));

        Assert.Null(_assembly.Add(Chunk, one[0]));
        Assert.Null(_assembly.Add(Chunk, other[1]));
        Assert.NotNull(_assembly.Add(Chunk, other[0]));
    }

    [Fact]
    public void A_part_that_was_changed_on_its_way_makes_no_tally()
    {
        var part = TallyParts.Cut(Bytes(100, seed: 1))[0];
        part.Bytes[7] ^= 1;

        Assert.Null(_assembly.Add(Chunk, part));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(-1, 2)]
    [InlineData(2, 2)]
    [InlineData(0, 1_000_000_000)]
    public void A_part_that_contradicts_itself_is_dropped(int index, int count)
    {
        Assert.Null(_assembly.Add(Chunk, new TallyPart(index, count, [1], [2])));
    }

    [Fact]
    public void Only_so_many_chunks_are_held_open()
    {
        var parts = TallyParts.Cut(Bytes(TallyParts.MaxBytes + 1, seed: 1));
        for (var number = 0; number < 3; number++) _assembly.Add(Chunk with { Number = number }, parts[0]);

        Assert.Null(_assembly.Add(Chunk with { Number = 0 }, parts[1]));
        Assert.NotNull(_assembly.Add(Chunk with { Number = 2 }, parts[1]));
    }

    [Fact]
    public void Only_so_many_bytes_are_held_open()
    {
        var assembly = new TallyAssembly(maxOpen: 100, maxBytes: 3 * TallyParts.MaxBytes);
        var parts = TallyParts.Cut(Bytes(4 * TallyParts.MaxBytes, seed: 1));
        foreach (var part in parts[..2]) assembly.Add(Chunk, part);
        foreach (var part in parts[..2]) assembly.Add(Chunk with { Number = 9 }, part);

        Assert.True(assembly.Bytes <= 3 * TallyParts.MaxBytes);
        // One tally alone may be larger than all that may wait: it comes to its end.
        assembly.Add(Chunk with { Number = 9 }, parts[2]);
        Assert.NotNull(assembly.Add(Chunk with { Number = 9 }, parts[3]));
        Assert.Equal(0, assembly.Bytes);
    }

    [Fact]
    public void A_part_that_comes_again_takes_no_more_room()
    {
        var parts = TallyParts.Cut(Bytes(TallyParts.MaxBytes + 1, seed: 1));

        for (var repeat = 0; repeat < 3; repeat++) _assembly.Add(Chunk, parts[0]);

        Assert.Equal(TallyParts.MaxBytes, _assembly.Bytes);
    }

    private static byte[] Bytes(int count, int seed)
    {
        var bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
