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
        spool.SaveDecided(Decided(0, ChunkOutcome.Counted));
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

        spool.SaveDecided(Decided(0, ChunkOutcome.Counted));

        Assert.False(Directory.Exists(spool.DataPath(Id(0))));
    }

    [Fact]
    public void The_bytes_of_a_chunk_set_aside_are_kept()
    {
        var spool = Open();
        spool.SaveRun(new SpoolRun { Number = 7, BeganUnixNs = 1 });
        CloseChunk(spool, 0);

        spool.SaveDecided(Decided(0, ChunkOutcome.SetAside));

        Assert.True(File.Exists(_folder["spool/ftrace/aside/7-0/data/cpu0.pages"]));
    }

    [Fact]
    public void Counted_chunks_are_kept_up_to_a_limit_the_newest_first()
    {
        var spool = Open();
        spool.SaveRun(new SpoolRun { Number = 7, BeganUnixNs = 1 });
        CloseChunk(spool, 0);
        spool.SaveDecided(Decided(0, ChunkOutcome.Counted), keepBytes: 1000);
        Assert.True(File.Exists(_folder["spool/ftrace/kept/7-0/data/cpu0.pages"]));
        CloseChunk(spool, 1);

        spool.SaveDecided(Decided(1, ChunkOutcome.Counted), keepBytes: 1);

        Assert.Empty(Directory.EnumerateDirectories(_folder["spool/ftrace/kept"]));
    }

    [Fact]
    public void A_verdict_whose_chunk_a_crash_left_behind_stands_and_the_chunk_goes()
    {
        var spool = Open();
        spool.SaveRun(new SpoolRun { Number = 7, BeganUnixNs = 1 });
        CloseChunk(spool, 0);
        spool.SaveDecided(Decided(0, ChunkOutcome.Counted));
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

    public void Dispose() => _folder.Dispose();

    private SourceSpool Open()
    {
        Directory.CreateDirectory(_folder["spool"]);
        return SourceSpool.Open(_folder["spool"], Source);
    }

    private static ChunkId Id(long number) => new(Source, 7, number);

    private static void CloseChunk(SourceSpool spool, long number)
    {
        var manifest = new ChunkManifest { Id = Id(number), BeginUnixNs = 1, Before = [new StreamTail("chan_0", 3, 4)] };
        var data = spool.CreateChunk(manifest);
        File.WriteAllText(Path.Combine(data, "cpu0.pages"), "abc");
        spool.SaveManifest(manifest with { EndUnixNs = 2, LastUnixNs = 2, Files = spool.SyncFiles(manifest.Id) });
    }

    private static DecidedChunk Decided(long number, ChunkOutcome outcome) => new()
    {
        Id = Id(number), BeginUnixNs = 1, EndUnixNs = 2, LastUnixNs = 2, Outcome = outcome, Tally = [9],
    };
}
