using Steadytrace.Recording.Spool;
using Steadytrace.Testing;
using Steadytrace.Traces;

namespace Steadytrace.Recording.Tests.Spool;

public sealed class SourceSpoolTests : IDisposable
{
    private static readonly SourceId Source = new(new HostId("laptop"), "ftrace");
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void What_was_saved_is_there_after_a_restart()
    {
        var spool = Open();
        spool.SaveRun(new SpoolRun { Number = 7, BeganUnixNs = 1 });
        CloseChunk(spool, 0);
        CloseChunk(spool, 1);
        spool.SaveDecided(Decided(0, ChunkOutcome.Counted), new ShelfLimits(0, 1000));
        spool.SavePublishedThrough(5, run: 7);

        var again = Open();
        var content = again.Load();

        Assert.Equal([7L], content.Runs.Select(run => run.Number));
        var undecided = Assert.Single(content.Undecided);
        Assert.Equal((1L, 3L), (undecided.Id.Number, undecided.Bytes));
        Assert.Equal("chan_0", Assert.Single(undecided.Before!).Stream);
        Assert.Equal(new byte[] { 9 }, Assert.Single(content.Decided).Tally);
        Assert.Equal((5L, 7L), (again.PublishedThroughUnixNs, again.PublishedThroughRun));
    }

    [Fact]
    public void The_bytes_of_a_decided_chunk_are_gone()
    {
        var spool = Open();
        spool.SaveRun(new SpoolRun { Number = 7, BeganUnixNs = 1 });
        CloseChunk(spool, 0);

        spool.SaveDecided(Decided(0, ChunkOutcome.Counted), new ShelfLimits(0, 1000));

        Assert.False(Directory.Exists(spool.DataPath(Id(0))));
    }

    [Fact]
    public void The_bytes_of_a_chunk_set_aside_are_kept()
    {
        var spool = Open();
        spool.SaveRun(new SpoolRun { Number = 7, BeganUnixNs = 1 });
        CloseChunk(spool, 0);

        spool.SaveDecided(Decided(0, ChunkOutcome.SetAside), new ShelfLimits(0, 1000));

        Assert.True(File.Exists(_folder["spool/ftrace/aside/7-0/data/cpu0.pages"]));
    }

    [Fact]
    public void Counted_chunks_are_kept_up_to_a_limit_the_newest_first()
    {
        var spool = Open();
        spool.SaveRun(new SpoolRun { Number = 7, BeganUnixNs = 1 });
        CloseChunk(spool, 0);
        spool.SaveDecided(Decided(0, ChunkOutcome.Counted), new ShelfLimits(1000, 0));
        Assert.True(File.Exists(_folder["spool/ftrace/kept/7-0/data/cpu0.pages"]));
        CloseChunk(spool, 1);

        spool.SaveDecided(Decided(1, ChunkOutcome.Counted), new ShelfLimits(1, 0));

        Assert.Empty(Directory.EnumerateDirectories(_folder["spool/ftrace/kept"]));
    }

    [Fact]
    public void A_verdict_whose_chunk_a_crash_left_behind_stands_and_the_chunk_goes()
    {
        var spool = Open();
        spool.SaveRun(new SpoolRun { Number = 7, BeganUnixNs = 1 });
        CloseChunk(spool, 0);
        spool.SaveDecided(Decided(0, ChunkOutcome.Counted), new ShelfLimits(0, 1000));
        CloseChunk(spool, 0);

        var content = Open().Load();

        Assert.Empty(content.Undecided);
        Assert.Single(content.Decided);
        Assert.False(Directory.Exists(spool.DataPath(Id(0))));
    }

    [Fact]
    public void A_chunk_whose_manifest_was_never_written_is_removed()
    {
        var spool = Open();
        spool.SaveRun(new SpoolRun { Number = 7, BeganUnixNs = 1 });
        Directory.CreateDirectory(_folder["spool/ftrace/7/0/data"]);

        Assert.Empty(Open().Load().Undecided);
        Assert.False(Directory.Exists(_folder["spool/ftrace/7/0"]));
    }

    [Fact]
    public void Bytes_set_aside_are_kept_up_to_a_limit_the_oldest_go_first()
    {
        var spool = Open();
        spool.SaveRun(new SpoolRun { Number = 7, BeganUnixNs = 1 });
        for (var number = 1; number < 5; number++)
        {
            CloseChunk(spool, number);
            var ofOne = RecordedBytes.In(_folder[$"spool/ftrace/7/{number}"]);
            spool.SaveDecided(Decided(number, ChunkOutcome.SetAside), new ShelfLimits(0, MaxAsideBytes: ofOne * 5 / 2));
        }

        Assert.Equal(["7-3", "7-4"], Directory.EnumerateDirectories(_folder["spool/ftrace/aside"]).Select(Path.GetFileName).Order());
        Assert.Equal(spool.Aside.Bytes, Open().Aside.Bytes);
    }

    [Fact]
    public void Bytes_that_were_to_be_set_aside_when_the_process_died_are_set_aside_at_the_next_start()
    {
        var spool = Open();
        spool.SaveRun(new SpoolRun { Number = 7, BeganUnixNs = 1 });
        CloseChunk(spool, 0);
        spool.SaveDecided(Decided(0, ChunkOutcome.SetAside), new ShelfLimits(0, 0));
        CloseChunk(spool, 0);

        Open().Load();

        Assert.True(File.Exists(_folder["spool/ftrace/aside/7-0/data/cpu0.pages"]));
    }

    [Fact]
    public void A_chunk_whose_manifest_is_damaged_is_told_apart_and_the_rest_is_there()
    {
        var spool = Open();
        spool.SaveRun(new SpoolRun { Number = 7, BeganUnixNs = 1 });
        CloseChunk(spool, 0);
        CloseChunk(spool, 1);
        File.WriteAllText(_folder["spool/ftrace/7/1/manifest.json"], "{ \"id\": ");

        var content = Open().Load();

        Assert.Equal(0, Assert.Single(content.Undecided).Id.Number);
        var damaged = Assert.Single(content.Lost);
        Assert.Equal((1L, 2L), (damaged.Chunk.Id.Number, damaged.Chunk.BeginUnixNs));
        Assert.True(damaged.Chunk.IsClosed);
    }

    [Fact]
    public void A_chunk_whose_bytes_made_room_for_a_verdict_that_never_came_is_told_apart()
    {
        var spool = Open();
        spool.SaveRun(new SpoolRun { Number = 7, BeganUnixNs = 1 });
        CloseChunk(spool, 0);
        CloseChunk(spool, 1);
        spool.RemoveBytes(new ChunkId(Source, 7, 1));

        var content = Open().Load();

        Assert.Equal(0, Assert.Single(content.Undecided).Id.Number);
        Assert.Equal(1, Assert.Single(content.Lost).Chunk.Id.Number);
    }

    [Fact]
    public void Files_and_folders_that_are_none_of_ours_are_left_alone()
    {
        var spool = Open();
        spool.SaveRun(new SpoolRun { Number = 7, BeganUnixNs = 1 });
        CloseChunk(spool, 0);
        foreach (var folder in new[] { "notes", "007", "7/000", "7/x", "-1" }) Directory.CreateDirectory(_folder["spool/ftrace/" + folder]);
        foreach (var file in new[] { "12", "7/readme.txt", "aside", "7/3" }) File.WriteAllText(_folder["spool/ftrace/" + file], "");
        File.Delete(_folder["spool/ftrace/aside"]);

        Assert.Single(Open().Load().Undecided);
        Assert.True(Directory.Exists(_folder["spool/ftrace/7/000"]) && File.Exists(_folder["spool/ftrace/12"]));
    }

    [Fact]
    public void What_was_being_written_and_folders_of_forgotten_runs_are_removed()
    {
        var spool = Open();
        spool.SaveRun(new SpoolRun { Number = 7, BeganUnixNs = 1 });
        File.WriteAllText(_folder["spool/ftrace/7/3.decided.tmp"], "half");
        Directory.CreateDirectory(_folder["spool/ftrace/runs/5"]);

        Open().Load();

        Assert.False(File.Exists(_folder["spool/ftrace/7/3.decided.tmp"]));
        Assert.Equal(["7"], Directory.EnumerateDirectories(_folder["spool/ftrace/runs"]).Select(Path.GetFileName));
    }

    [Fact]
    public void A_spool_of_a_newer_release_is_not_touched()
    {
        Open();
        File.WriteAllText(_folder["spool/ftrace/format"], "2");

        Assert.Contains("newer release (format 2", Assert.Throws<SpoolException>(() => Open()).Message, StringComparison.Ordinal);
        Assert.Equal("2", File.ReadAllText(_folder["spool/ftrace/format"]));
    }

    [Fact]
    public void A_host_that_has_got_another_name_goes_on_with_what_it_has()
    {
        var spool = Open();
        spool.SaveRun(new SpoolRun { Number = 7, BeganUnixNs = 1 });
        CloseChunk(spool, 0);
        CloseChunk(spool, 1);
        spool.SaveDecided(Decided(0, ChunkOutcome.Counted), default);
        var renamed = new SourceId(new HostId("desktop"), "ftrace");

        var content = SourceSpool.Open(_folder["spool"], renamed).Load();

        Assert.Equal(renamed, Assert.Single(content.Undecided).Id.Source);
        Assert.Equal(renamed, Assert.Single(content.Decided).Id.Source);
    }

    [Fact]
    public void Another_folder_in_the_spools_place_is_not_taken_for_it()
    {
        Directory.CreateDirectory(_folder["spool"]);
        using var taken = SpoolLock.Take(_folder["spool"]);
        SourceSpool.Open(_folder["spool"], Source, taken.Id);
        Directory.Move(_folder["spool"], _folder["away"]);
        Directory.CreateDirectory(_folder["spool"]);

        Assert.Contains("bring back its disk", Assert.Throws<SpoolException>(() => SourceSpool.Open(_folder["spool"], Source, taken.Id)).Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder["spool"]));
        Directory.Delete(_folder["spool"]);
        Assert.Throws<SpoolException>(() => SourceSpool.Open(_folder["spool"], Source, taken.Id));
        Directory.Move(_folder["away"], _folder["spool"]);
        SourceSpool.Open(_folder["spool"], Source, taken.Id);
    }

    [Fact]
    public void A_compressed_chunk_is_smaller_and_has_the_same_bytes()
    {
        var spool = Open();
        spool.SaveRun(new SpoolRun { Number = 7, BeganUnixNs = 1 });
        var chunk = CloseChunk(spool, 0, new string('a', 100_000));

        spool.WritePacked(chunk, default);
        Assert.True(File.Exists(Path.Combine(spool.DataPath(Id(0)), "cpu0.pages")), "nothing changes before it is taken");
        var packed = spool.TakePacked(chunk);

        Assert.True(packed.DiskBytes < 1000 && packed.Bytes == 100_000);
        Assert.False(Directory.Exists(spool.DataPath(Id(0))));
        using var bytes = new StreamReader(PackedChunk.TryOpen(spool.DataPath(Id(0)), "cpu0.pages")!);
        Assert.Equal(new string('a', 100_000), bytes.ReadToEnd());
        Assert.True(Assert.Single(Open().Load().Undecided).IsPacked);
    }

    [Fact]
    public void Compressing_that_is_called_off_ends_between_two_blocks_and_the_chunk_stays_as_it_is()
    {
        var spool = Open();
        spool.SaveRun(new SpoolRun { Number = 7, BeganUnixNs = 1 });
        var chunk = CloseChunk(spool, 0, new string('a', 1_000_000));

        Assert.Throws<OperationCanceledException>(() => spool.WritePacked(chunk, new CancellationToken(canceled: true)));

        Assert.Equal(1_000_000, new FileInfo(Path.Combine(spool.DataPath(Id(0)), "cpu0.pages")).Length);
        Assert.False(Assert.Single(Open().Load().Undecided).IsPacked);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Of_two_forms_that_a_crash_has_left_the_manifest_tells_the_whole_one(bool isPacked)
    {
        var spool = Open();
        spool.SaveRun(new SpoolRun { Number = 7, BeganUnixNs = 1 });
        var chunk = CloseChunk(spool, 0);
        spool.WritePacked(chunk, default);
        if (isPacked) spool.TakePacked(chunk);
        Directory.CreateDirectory(_folder["spool/ftrace/7/0/packed"]);
        Directory.CreateDirectory(_folder["spool/ftrace/7/0/data"]);

        Open().Load();

        Assert.False(Directory.Exists(_folder["spool/ftrace/packing"]));
        Assert.Equal(isPacked ? ["packed"] : ["data"], Directory.EnumerateDirectories(_folder["spool/ftrace/7/0"]).Select(Path.GetFileName));
    }

    [Fact]
    public void A_pause_is_there_after_a_restart()
    {
        Open().SavePaused(true);
        Open().SavePublishedThrough(5, 7);

        Assert.True(Open().IsPaused);
    }

    [Fact]
    public void A_damaged_file_is_named_with_what_to_do()
    {
        var spool = Open();
        spool.SaveRun(new SpoolRun { Number = 7, BeganUnixNs = 1 });
        File.WriteAllText(_folder["spool/ftrace/7/run.json"], "{ \"number\": ");

        var error = Assert.Throws<SpoolException>(() => Open().Load());

        Assert.Contains("run.json", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void One_process_at_a_time_uses_a_spool()
    {
        using (SpoolLock.Take(_folder["spool"]))
        {
            Assert.Throws<SpoolException>(() => SpoolLock.Take(_folder["spool"]));
        }

        using var free = SpoolLock.Take(_folder["spool"]);
        Assert.Equal(free.Id, SpoolLock.IdOf(_folder["spool"]));
    }

    [Fact]
    public void Other_users_of_the_machine_see_nothing_of_a_spool_and_a_folder_of_something_else_stays_as_it_is()
    {
        const UnixFileMode open = (UnixFileMode)0b111_101_101, others = (UnixFileMode)0b000_000_111;
        if (OperatingSystem.IsWindows()) return;
        SpoolLock.Take(_folder["new"]).Dispose();
        Assert.Equal((UnixFileMode)0b111_000_000, File.GetUnixFileMode(_folder["new"]));

        File.SetUnixFileMode(_folder["new"], open);
        SpoolLock.Take(_folder["new"]).Dispose();
        Assert.Equal(open & ~others, File.GetUnixFileMode(_folder["new"]));

        Directory.CreateDirectory(_folder["else"]);
        File.SetUnixFileMode(_folder["else"], open);
        File.WriteAllText(_folder["else/document"], "");
        SpoolLock.Take(_folder["else"]).Dispose();
        Assert.Equal(open, File.GetUnixFileMode(_folder["else"]));
    }

    [Fact]
    public void A_recorders_own_note_says_nothing_of_when_a_chunk_was_written()
    {
        var spool = Open();
        spool.SaveRun(new SpoolRun { Number = 7, BeganUnixNs = 1 });
        var id = new ChunkId(Source, 7, 0);
        var data = spool.CreateChunk(new ChunkManifest { Id = id, BeginUnixNs = 1 });
        Directory.CreateDirectory(Path.Combine(data, "trace"));
        File.WriteAllText(Path.Combine(data, "trace", "lttng.json"), "{}");

        Assert.Null(spool.LastWrittenUnixNs(id));
        File.WriteAllText(Path.Combine(data, "trace", "stream"), "");
        Assert.NotNull(spool.LastWrittenUnixNs(id));
    }

    public void Dispose() => _folder.Dispose();

    private SourceSpool Open()
    {
        Directory.CreateDirectory(_folder["spool"]);
        return SourceSpool.Open(_folder["spool"], Source);
    }

    private static ChunkId Id(long number) => new(Source, 7, number);

    private static ChunkManifest CloseChunk(SourceSpool spool, long number, string content = "abc")
    {
        var manifest = new ChunkManifest { Id = Id(number), BeginUnixNs = 1, Before = [new StreamTail("chan_0", 3, 4)] };
        var data = spool.CreateChunk(manifest);
        File.WriteAllText(Path.Combine(data, "cpu0.pages"), content);
        manifest = manifest with { EndUnixNs = 2, LastUnixNs = 2, Files = spool.SyncFiles(manifest.Id) };
        spool.SaveManifest(manifest);
        return manifest;
    }

    private static DecidedChunk Decided(long number, ChunkOutcome outcome) => new()
    {
        Id = Id(number), BeginUnixNs = 1, EndUnixNs = 2, LastUnixNs = 2, Outcome = outcome, Tally = [9],
    };
}
