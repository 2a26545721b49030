using System.Buffers.Binary;
using Steadytrace.Recording.Lttng;
using Steadytrace.Testing;
using Steadytrace.Traces;

namespace Steadytrace.Recording.Tests.Lttng;

public sealed class LttngArchivesTests : IDisposable
{
    private const string Stream = "ust/uid/0/64-bit/chan_0";
    private readonly TemporaryFolder _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public void A_stream_that_is_absent_from_an_archive_keeps_its_tail_also_over_a_restart()
    {
        var tail = new StreamTail($"trace/{Stream}", 5, 7);
        var archives = new LttngArchives(_run.Path);
        Archive(0, discarded: 5, sequence: 7);
        archives.MoveInto(Chunk(0));
        Assert.Equal([tail], archives.State.Tails);

        Directory.CreateDirectory(_run["lttng/archives/begin-end-1/ust"]);
        archives.MoveInto(Chunk(1));
        Assert.Equal([tail], archives.State.Tails);

        var successor = new LttngArchives(_run.Path);
        successor.Adopt(Chunk(2));
        Assert.Equal([tail], successor.State.Tails);
        Assert.Equal(1, successor.State.LastArchive);
    }

    [Fact]
    public void An_archive_without_a_stream_that_had_packets_before_or_without_its_declarations_lacks_a_file()
    {
        var archives = new LttngArchives(_run.Path);
        Directory.CreateDirectory(_run["lttng/archives/begin-end-0/ust"]);
        Assert.Null(archives.MissingFile());
        Archive(1, discarded: 0, sequence: 0);
        archives.MoveInto(Chunk(0));
        Archive(2, discarded: 0, sequence: 1);
        File.WriteAllText(_run["lttng/archives/begin-end-2/ust/uid/0/64-bit/metadata"], "");
        Assert.Null(archives.MissingFile());

        Archive(3, discarded: 0, sequence: 2);
        Assert.Equal("ust/uid/0/64-bit/metadata", archives.MissingFile());

        File.WriteAllText(_run["lttng/archives/begin-end-3/ust/uid/0/64-bit/metadata"], "");
        File.Delete(_run[$"lttng/archives/begin-end-3/{Stream}"]);
        Assert.Equal(Stream, archives.MissingFile());
    }

    [Fact]
    public void A_packet_that_tells_of_no_loss_behind_one_that_does_leaves_the_count_where_it_stood()
    {
        var archives = new LttngArchives(_run.Path);
        Archive(0, discarded: 5, sequence: 7);
        archives.MoveInto(Chunk(0));
        Archive(1, discarded: 0, sequence: 8);

        archives.MoveInto(Chunk(1));

        Assert.Equal([new StreamTail($"trace/{Stream}", 5, 8)], archives.State.Tails);
    }

    [Fact]
    public void Archives_are_taken_by_their_numbers()
    {
        for (var number = 9; number <= 10; number++) Archive(number, discarded: (ulong)number, sequence: (ulong)number);

        var archives = new LttngArchives(_run.Path);
        archives.MoveInto(Chunk(0));

        Assert.Equal([new StreamTail($"trace/{Stream}", 10, 10)], archives.State.Tails);
        Assert.Equal(2 * 4096, new FileInfo(Path.Combine(Chunk(0), "trace", Stream)).Length);
    }

    [Fact]
    public void An_archive_that_is_in_a_chunk_already_is_not_taken_again()
    {
        Archive(0, discarded: 0, sequence: 0);
        new LttngArchives(_run.Path).MoveInto(Chunk(0));
        // Left over when a process dies after the chunk has its merged trace and before the pieces are deleted.
        Archive(0, discarded: 0, sequence: 0);
        Archive(1, discarded: 0, sequence: 1);

        var successor = new LttngArchives(_run.Path);
        successor.Adopt(Chunk(1));
        successor.MoveInto(Chunk(1));

        Assert.Equal(4096, new FileInfo(Path.Combine(Chunk(1), "trace", Stream)).Length);
    }

    [Fact]
    public void A_dead_tracers_half_packet_is_cut_off()
    {
        Write(_run[$"lttng/begin-3/{Stream}"], 0, 0);
        using (var stream = File.OpenWrite(_run[$"lttng/begin-3/{Stream}"])) stream.SetLength(5000);

        new LttngArchives(_run.Path).MoveInto(Chunk(0), withUnfinished: true);

        Assert.Equal(4096, new FileInfo(Path.Combine(Chunk(0), "trace", Stream)).Length);
        Assert.False(Directory.Exists(_run["lttng"]));
    }

    [Fact]
    public void What_a_dead_tracer_left_is_taken_once_also_when_its_successor_dies_over_it()
    {
        Archive(0, discarded: 0, sequence: 0);
        Write(_run[$"lttng/begin-1/{Stream}"], 0, 1);
        new LttngArchives(_run.Path).MoveInto(Chunk(0), withUnfinished: true);
        // Killed before the run's folder said so, and before the pieces were deleted.
        File.Delete(_run[LttngArchiveState.FileName]);
        Archive(0, discarded: 0, sequence: 0);
        Write(_run[$"lttng/begin-1/{Stream}"], 0, 1);

        var successor = new LttngArchives(_run.Path);
        successor.Adopt(Chunk(0));
        successor.MoveInto(Chunk(0), withUnfinished: true);

        Assert.Equal(2 * 4096, new FileInfo(Path.Combine(Chunk(0), "trace", Stream)).Length);
        Assert.Equal([new StreamTail($"trace/{Stream}", 0, 1)], successor.State.Tails);
    }

    [Fact]
    public void Archives_that_a_cut_put_into_its_chunk_before_the_process_died_do_not_go_into_the_next_one_too()
    {
        Archive(0, discarded: 3, sequence: 0);
        Archive(1, discarded: 5, sequence: 1);
        new LttngArchives(_run.Path).MoveInto(Chunk(0));
        // Killed before the run's folder said so, and before the pieces were deleted.
        File.Delete(_run[LttngArchiveState.FileName]);
        Archive(0, discarded: 3, sequence: 0);
        Archive(1, discarded: 5, sequence: 1);
        Archive(2, discarded: 5, sequence: 2);

        new LttngArchives(_run.Path).CatchUp(Chunk(0));
        var successor = new LttngArchives(_run.Path);
        successor.Adopt(Chunk(1));
        Assert.Equal([new StreamTail($"trace/{Stream}", 5, 1)], successor.State.Tails);
        successor.MoveInto(Chunk(1));

        Assert.Equal(4096, new FileInfo(Path.Combine(Chunk(1), "trace", Stream)).Length);
    }

    [Fact]
    public void A_damaged_note_in_a_chunk_that_was_left_open_keeps_no_spool_down()
    {
        Directory.CreateDirectory(Path.Combine(Chunk(0), LttngArchives.TraceFolder));
        File.WriteAllText(Path.Combine(Chunk(0), LttngArchives.TraceFolder, LttngArchiveState.FileName), "{ \"lastArchive\":");

        LttngRecorder.CatchUp(new RecordingRun(new SourceId(new HostId("laptop"), "lttng"), 1, _run.Path), Chunk(0));

        Assert.False(File.Exists(_run[LttngArchiveState.FileName]));
    }

    [Fact]
    public void What_is_put_together_keeps_the_time_at_which_it_was_recorded()
    {
        var recorded = new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);
        Archive(0, discarded: 0, sequence: 0);
        Write(_run[$"lttng/begin-1/{Stream}"], 0, 1);
        foreach (var file in Directory.EnumerateFiles(_run["lttng"], "*", SearchOption.AllDirectories)) File.SetLastWriteTimeUtc(file, recorded);

        new LttngArchives(_run.Path).MoveInto(Chunk(0), withUnfinished: true);

        var merged = Directory.EnumerateFiles(Chunk(0), "*", SearchOption.AllDirectories).Where(file => Path.GetFileName(file) != LttngArchiveState.FileName).ToList();
        Assert.Equal(2, merged.Count);
        Assert.All(merged, file => Assert.Equal(recorded, File.GetLastWriteTimeUtc(file)));
    }

    [Fact]
    public void A_damaged_index_is_told_and_its_stream_has_no_tail()
    {
        Archive(0, discarded: 5, sequence: 7);
        File.WriteAllText(LttngArchiveMerge.IndexOf(_run[$"lttng/archives/begin-end-0/{Stream}"]), "not an index at all");

        var archives = new LttngArchives(_run.Path);
        var told = archives.MoveInto(Chunk(0));

        Assert.Contains("chan_0.idx: byte 0", Assert.Single(told), StringComparison.Ordinal);
        Assert.Empty(archives.State.Tails);
    }

    [Fact]
    public void Archives_that_a_full_disk_left_without_a_byte_are_merged_with_those_that_hold_something()
    {
        var archives = new LttngArchives(_run.Path);
        Archive(0, discarded: 5, sequence: 7);
        archives.MoveInto(Chunk(0));
        EmptyArchive(1);
        EmptyArchive(2);

        Assert.Empty(archives.MoveInto(Chunk(1), withUnfinished: true));
        Assert.Equal([new StreamTail($"trace/{Stream}", 5, 7)], archives.State.Tails);

        EmptyArchive(3);
        Archive(4, discarded: 6, sequence: 8);
        Assert.Empty(archives.MoveInto(Chunk(2), withUnfinished: true));
        Assert.Equal([new StreamTail($"trace/{Stream}", 6, 8)], archives.State.Tails);
        Assert.Equal(4096, new FileInfo(_run[$"chunks/2/trace/{Stream}"]).Length);
    }

    [Fact]
    public void A_damaged_index_in_the_first_of_two_archives_is_told_and_both_streams_are_taken_whole()
    {
        var archives = new LttngArchives(_run.Path);
        Archive(0, discarded: 5, sequence: 7);
        File.WriteAllText(LttngArchiveMerge.IndexOf(_run[$"lttng/archives/begin-end-0/{Stream}"]), "not an index at all");
        Archive(1, discarded: 5, sequence: 8);

        Assert.Single(archives.MoveInto(Chunk(0)));

        Assert.Equal(2 * 4096, new FileInfo(_run[$"chunks/0/trace/{Stream}"]).Length);
        Assert.False(File.Exists(LttngArchiveMerge.IndexOf(_run[$"chunks/0/trace/{Stream}"])));
    }

    private void EmptyArchive(int number)
    {
        Archive(number, discarded: 0, sequence: 0);
        var stream = _run[$"lttng/archives/begin-end-{number}/{Stream}"];
        foreach (var file in (string[])[stream, LttngArchiveMerge.IndexOf(stream)]) File.WriteAllBytes(file, []);
    }

    private string Chunk(int number) => Directory.CreateDirectory(_run[$"chunks/{number}"]).FullName;

    private void Archive(int number, ulong discarded, ulong sequence) => Write(_run[$"lttng/archives/begin-end-{number}/{Stream}"], discarded, sequence);

    /// <summary>A stream of one packet, with its index.</summary>
    private static void Write(string stream, ulong discarded, ulong sequence)
    {
        var index = new byte[16 + 72];
        uint[] header = [0xC1F1DCC1, 1, 1, 72];
        for (var i = 0; i < header.Length; i++) BinaryPrimitives.WriteUInt32BigEndian(index.AsSpan(i * 4), header[i]);
        BinaryPrimitives.WriteInt64BigEndian(index.AsSpan(16 + 8), 4096 * 8);
        BinaryPrimitives.WriteUInt64BigEndian(index.AsSpan(16 + 40), discarded);
        BinaryPrimitives.WriteUInt64BigEndian(index.AsSpan(16 + 64), sequence);
        Directory.CreateDirectory(Path.GetDirectoryName(LttngArchiveMerge.IndexOf(stream))!);
        File.WriteAllBytes(LttngArchiveMerge.IndexOf(stream), index);
        File.WriteAllBytes(stream, new byte[4096]);
    }
}
