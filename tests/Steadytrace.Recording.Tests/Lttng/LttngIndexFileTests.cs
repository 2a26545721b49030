using System.Buffers.Binary;
using Steadytrace.Recording.Lttng;
using Steadytrace.Testing;

namespace Steadytrace.Recording.Tests.Lttng;

public sealed class LttngIndexFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Each_packet_is_read_with_its_counters()
    {
        var index = LttngIndexFile.Read(Write(1, 72, (0, 4096, 0, 7), (4096, 8192, 12, 8)), 12288);

        Assert.Equal([new LttngIndexEntry(0, 4096, 0, 7), new LttngIndexEntry(4096, 8192, 12, 8)], index.Entries);
        Assert.Equal(12288, index.StreamBytes);
    }

    [Fact]
    public void An_old_index_tells_no_packet_sequence() =>
        Assert.Null(LttngIndexFile.Read(Write(0, 56, (0, 4096, 5, 0)), 4096).Entries[0].PacketSequence);

    [Fact]
    public void A_half_written_last_entry_is_left_out()
    {
        var path = Write(1, 72, (0, 4096, 0, 7), (4096, 4096, 0, 8));
        using (var file = File.OpenWrite(path)) file.SetLength(file.Length - 1);

        Assert.Single(LttngIndexFile.Read(path, 8192).Entries);
    }

    [Fact]
    public void A_packet_beyond_the_end_of_its_stream_is_refused_with_file_and_byte()
    {
        var path = Write(1, 72, (0, 4096, 0, 7));

        var refused = Assert.Throws<InvalidDataException>(() => LttngIndexFile.Read(path, 4095));

        Assert.StartsWith($"{path}: byte 24: packet 0", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_hole_between_packets_is_refused() =>
        Assert.Throws<InvalidDataException>(() => LttngIndexFile.Read(Write(1, 72, (0, 4096, 0, 7), (8192, 4096, 0, 8)), 16384));

    [Theory]
    [InlineData(0)]
    [InlineData(16)]
    [InlineData(71)]
    [InlineData(5000)]
    public void An_entry_length_that_cannot_be_is_refused(int entryBytes) =>
        Assert.Throws<InvalidDataException>(() => LttngIndexFile.Read(Write(1, entryBytes), 4096));

    [Fact]
    public void Another_file_is_refused()
    {
        File.WriteAllText(_folder["other"], "this is no index at all");

        Assert.Throws<InvalidDataException>(() => LttngIndexFile.Read(_folder["other"], 4096));
    }

    [SharedTraceFact]
    public void The_indexes_of_real_kernel_traces_fit_their_streams()
    {
        var streams = Directory.EnumerateFiles(SharedTraces.Path("."), "*.idx", SearchOption.AllDirectories)
            .Where(index => !index.Contains("invalid", StringComparison.Ordinal))
            .Select(index => (Index: index, Stream: Path.Combine(Path.GetDirectoryName(index)!, "..", Path.GetFileNameWithoutExtension(index))))
            .ToList();

        Assert.NotEmpty(streams);
        Assert.All(streams, one =>
        {
            var bytes = new FileInfo(one.Stream).Length;
            Assert.Equal(bytes, LttngIndexFile.Read(one.Index, bytes).StreamBytes);
        });
    }

    private string Write(uint minor, int entryBytes, params (long Offset, long Bytes, ulong Discarded, ulong Sequence)[] packets)
    {
        var bytes = new byte[16 + packets.Length * entryBytes];
        uint[] header = [0xC1F1DCC1, 1, minor, (uint)entryBytes];
        for (var i = 0; i < header.Length; i++) BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(i * 4), header[i]);
        for (var i = 0; i < packets.Length; i++)
        {
            var entry = bytes.AsSpan(16 + i * entryBytes, entryBytes);
            BinaryPrimitives.WriteInt64BigEndian(entry, packets[i].Offset);
            BinaryPrimitives.WriteInt64BigEndian(entry[8..], packets[i].Bytes * 8);
            BinaryPrimitives.WriteUInt64BigEndian(entry[40..], packets[i].Discarded);
            if (entryBytes >= 72) BinaryPrimitives.WriteUInt64BigEndian(entry[64..], packets[i].Sequence);
        }

        var path = _folder["stream.idx"];
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
