using System.Buffers.Binary;
using Steadytrace.Testing;

namespace Steadytrace.Traces.Tests.Ctf;

public sealed class PacketIndexTests
{
    // Ten packets of 45 bytes: of stream instance 3, each with events at its begin and at its end; packet n lasts from 100 n to 100 n + 50.
    private const int Packets = 10;
    private const int PacketBytes = 45;

    private const string Metadata = """
        typealias integer { size = 8; } := u8; typealias integer { size = 16; } := u16; typealias integer { size = 32; } := u32; typealias integer { size = 64; } := u64;
        trace { major = 1; minor = 8; byte_order = le; packet.header := struct { u8 stream_id; u8 stream_instance_id; }; };
        env { tracer_name = "lttng-ust"; tracer_major = 2; tracer_minor = 13; };
        clock { name = c; freq = 1000000000; };
        stream {
          id = 5;
          packet.context := struct { u16 packet_size; u16 content_size; u64 timestamp_begin; u64 timestamp_end; u16 events_discarded; u8 packet_seq_num; };
          event.header := struct { u64 timestamp; };
        };
        event { name = e; stream_id = 5; };
        """;

    [SharedTraceFact]
    public void The_indexes_of_real_traces_agree_with_their_packets()
    {
        string[] folders = [.. Directory.EnumerateDirectories(SharedTraces.Path("."), "index", SearchOption.AllDirectories).Where(folder => !folder.Contains("invalid", StringComparison.Ordinal)).Select(folder => Path.GetDirectoryName(folder)!)];

        Assert.NotEmpty(folders);
        foreach (var folder in folders.Where(folder => File.Exists(Path.Combine(folder, "metadata")))) Assert.DoesNotContain(TraceCounter.Count(folder, new CountOptions()).Notes, note => note.Contains("index", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0L, 1000L, 20, 10)]
    [InlineData(500L, 700L, 4, 2)]
    [InlineData(550L, 601L, 2, 2)]
    [InlineData(551L, 600L, 0, 0)]
    [InlineData(940L, 5000L, 1, 1)]
    [InlineData(2000L, 3000L, 0, 0)]
    [InlineData(0L, 1L, 1, 1)]
    public void Only_packets_that_reach_into_the_range_are_counted_with_an_index_as_without(long from, long to, int events, int packets)
    {
        foreach (var indexed in (bool[])[true, false])
        {
            using var trace = Trace(indexed ? Index() : null);
            var told = new BytesTold();

            var report = trace.Count(new CountOptions { FromUnixNanoseconds = from, ToUnixNanoseconds = to });
            TraceCounter.Count(trace.Path, new CountOptions { FromUnixNanoseconds = from, ToUnixNanoseconds = to, Progress = told });

            Assert.Empty(report.Faults);
            Assert.Empty(report.Notes);
            Assert.Equal((events, packets), (report.Tally.Events, report.Tally.Packets));
            Assert.Equal(Packets * PacketBytes, told.Sum);
        }
    }

    // Packets that an index leaves out are not looked at: what is broken in them does not show.
    [Fact]
    public void Packets_outside_the_range_are_not_touched()
    {
        using var trace = Trace(Index());
        var stream = Path.Combine(trace.Path, "stream");
        var bytes = File.ReadAllBytes(stream);
        foreach (var packet in (int[])[1, 2, 3, 7, 8, 9]) bytes.AsSpan(packet * PacketBytes, PacketBytes).Fill(0xEE);
        File.WriteAllBytes(stream, bytes);

        var report = trace.Count(new CountOptions { FromUnixNanoseconds = 500, ToUnixNanoseconds = 600 });

        Assert.Empty(report.Faults);
        Assert.Equal(2, report.Tally.Events);
    }

    [Theory]
    [InlineData(16 + 5 * 72 + 23, "content size")]
    [InlineData(16 + 5 * 72 + 31, "begin")]
    [InlineData(16 + 5 * 72 + 39, "end")]
    [InlineData(16 + 5 * 72 + 47, "lost events")]
    [InlineData(16 + 5 * 72 + 55, "stream")]
    [InlineData(16 + 5 * 72 + 63, "stream instance")]
    [InlineData(16 + 5 * 72 + 71, "packet number")]
    public void An_entry_that_contradicts_its_packet_is_told_with_its_place_and_changes_no_count(int at, string what)
    {
        var index = Index();
        index[at] ^= 1;
        using var trace = Trace(index);

        foreach (var range in (CountOptions[])[new(), new() { FromUnixNanoseconds = 530, ToUnixNanoseconds = 710 }, new() { FromUnixNanoseconds = 630 }])
        {
            using var plain = Trace(null);
            var (report, expected) = (trace.Count(range), plain.Count(range));

            Assert.Equal(OracleTally.Of(expected.Tally, expected.Tally), OracleTally.Of(report.Tally, report.Tally));
            var note = Assert.Single(report.Notes);
            Assert.StartsWith(Path.Combine(trace.Path, "index/stream.idx") + $": byte {16 + 5 * 72}: packet 5: {what}", note, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(0, 0xFFu, "byte 0")]
    [InlineData(4, 9u, "version 9")]
    [InlineData(12, 0u, "entries of 0")]
    [InlineData(12, 100u, "not whole")]
    [InlineData(12, uint.MaxValue, "entries of 4294967295")]
    [InlineData(16 + 72, uint.MaxValue, "packet 1 of 360 bits at byte")]
    [InlineData(16 + 72 + 12, 0u, "packet 1 of 0 bits")]
    [InlineData(16 + 72 + 12, 361u, "packet 1 of 361 bits")]
    [InlineData(16 + 72 + 8, uint.MaxValue, "where the stream has one at byte 45 and ends at byte 450")]
    public void An_index_that_cannot_be_is_told_and_not_used(int at, uint value, string reason)
    {
        var index = Index();
        BinaryPrimitives.WriteUInt32BigEndian(index.AsSpan(at), value);
        using var trace = Trace(index);

        var report = trace.Count(new CountOptions { FromUnixNanoseconds = 500, ToUnixNanoseconds = 700 });

        Assert.Empty(report.Faults);
        Assert.Equal(4, report.Tally.Events);
        Assert.Contains(reason, Assert.Single(report.Notes));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    [InlineData(PacketBytes - 1)]
    public void An_index_that_leads_into_the_middle_of_a_packet_is_told_and_changes_no_count(int bytes)
    {
        var index = Index();
        BinaryPrimitives.WriteInt64BigEndian(index.AsSpan(16 + 2 * 72 + 8), (PacketBytes + bytes) * 8);
        for (var packet = 3; packet < 7; packet++) BinaryPrimitives.WriteInt64BigEndian(index.AsSpan(16 + packet * 72), packet * PacketBytes + bytes);
        BinaryPrimitives.WriteInt64BigEndian(index.AsSpan(16 + 6 * 72 + 8), (PacketBytes - bytes) * 8);
        using var trace = Trace(index);

        foreach (var from in (long[])[0, 260, 530, 810])
        {
            var report = trace.Count(new CountOptions { FromUnixNanoseconds = from, ToUnixNanoseconds = 1000 });

            Assert.Empty(report.Faults);
            Assert.Equal(from switch { 0 => 20, 260 => 14, 530 => 9, _ => 3 }, report.Tally.Events);
            Assert.Equal(from != 810, report.Notes.Count == 1);
        }
    }

    [Fact]
    public void An_index_changed_anywhere_changes_no_count()
    {
        var random = new Random(23);
        using var plain = Trace(null);
        for (var round = 0; round < 300; round++)
        {
            var index = Index();
            for (var i = random.Next(1, 6); i > 0; i--) index[random.Next(index.Length)] = (byte)random.Next(256);
            if (round % 3 == 0) index = index[..random.Next(index.Length)];
            using var trace = Trace(index);
            var range = new CountOptions { FromUnixNanoseconds = random.Next(1000), ToUnixNanoseconds = random.Next(1000, 1200) };

            foreach (var options in (CountOptions[])[new(), range])
            {
                var (report, expected) = (TraceCounter.Count(trace.Path, options), TraceCounter.Count(plain.Path, options));

                Assert.Empty(report.Faults);
                Assert.Equal(OracleTally.Of(expected.Tally, expected.Tally), OracleTally.Of(report.Tally, report.Tally));
            }
        }
    }

    private static SmallTrace Trace(byte[]? index)
    {
        var trace = new SmallTrace(Metadata, ("stream", [.. Enumerable.Range(0, Packets).SelectMany(Packet)]));
        if (index is null) return trace;
        Directory.CreateDirectory(Path.Combine(trace.Path, "index"));
        File.WriteAllBytes(Path.Combine(trace.Path, "index", "stream.idx"), index);
        return trace;
    }

    private static byte[] Packet(int number)
    {
        var (begin, end) = ((ulong)number * 100, (ulong)number * 100 + 50);
        return SmallTrace.Bytes(5, 3, (ushort)(PacketBytes * 8), (ushort)(41 * 8), begin, end, (ushort)0, number, begin, end, new byte[4]);
    }

    private static byte[] Index()
    {
        var index = new byte[16 + Packets * 72];
        uint[] header = [0xC1F1DCC1, 1, 1, 72];
        for (var i = 0; i < 4; i++) BinaryPrimitives.WriteUInt32BigEndian(index.AsSpan(i * 4), header[i]);
        for (var packet = 0; packet < Packets; packet++)
        {
            ulong[] entry = [(ulong)packet * PacketBytes, PacketBytes * 8, 41 * 8, (ulong)packet * 100, (ulong)packet * 100 + 50, 0, 5, 3, (ulong)packet];
            for (var i = 0; i < entry.Length; i++) BinaryPrimitives.WriteUInt64BigEndian(index.AsSpan(16 + packet * 72 + i * 8), entry[i]);
        }

        return index;
    }
}
