using Akka.Actor;
using Steadytrace.Cluster.Messages;
using Steadytrace.Cluster.Tracing;
using Steadytrace.Recording.Spool;
using Steadytrace.Testing;

namespace Steadytrace.Cluster.Tests.Tracing;

/// <summary>Limits, and disks that are full, read-only or gone: what gives way, what is told, and that it heals.</summary>
public sealed class SpoolActorRoomTests : SpoolFixture
{
    [Fact]
    public void Bytes_of_decided_chunks_go_before_any_undecided_chunk()
    {
        Options = Options with { SpoolMaxBytes = 3000, SpoolKeepBytes = 1 << 20 };
        Make();
        var chunk = Begin();
        for (var number = 1; number <= 2; number++)
        {
            var id = chunk.Id;
            chunk = Cut(chunk, 10 * number, bytes: 1000);
            Count(id, 1);
            ExpectMsg<ChunkCountedTaken>();
        }

        Assert.Equal(2, Directory.GetDirectories(Folder["scripted/kept"]).Length);
        for (var number = 3; number <= 4; number++) chunk = Cut(chunk, 10 * number, bytes: 1400);
        Report();
        Advance(TimeSpan.FromSeconds(1));

        Assert.Equal((2, 0), (Report().Undecided, Report().LostChunks));
        Assert.Empty(Directory.GetDirectories(Folder["scripted/kept"]));
    }

    [Fact]
    public void A_chunk_that_waited_too_long_is_declared_lost_with_its_reason()
    {
        Options = Options with { SpoolMaxAge = TimeSpan.FromMinutes(1) };
        Make();
        var first = Begin();
        Cut(first, 10, recorded: 7);
        Report();

        Advance(TimeSpan.FromSeconds(71));

        Assert.Equal((0, 7), CountedAndLost(VerdictAfter(first.Id)));
        Assert.Contains("max-age", Verdict(first.Id).Cause, StringComparison.Ordinal);
    }

    [Fact]
    public void With_too_many_tallies_nothing_is_given_out_and_at_the_spools_limits_recording_rests()
    {
        Options = Options with { SpoolMaxTallies = 1, SpoolMaxChunks = 1 };
        var parent = CreateTestProbe();
        Make(parent);
        var chunk = Begin();
        var first = chunk.Id;
        chunk = Cut(chunk, 10);
        Count(first, 1);
        ExpectMsg<ChunkCountedTaken>();
        chunk = Cut(chunk, 20);
        Cut(chunk, 30);
        Report();

        Advance(TimeSpan.FromSeconds(1));

        Assert.True(parent.ExpectMsg<HoldRecording>().IsHeld);
        Assert.Equal((2, 0), (Report().Undecided, Report().LostChunks));
        Assert.True(Assert.Single(Failures.Recent()).StaysDown);
        BeginTerm(First);
        PublishedThrough(11, newestRun: long.MaxValue);
        Report();
        Advance(TimeSpan.FromSeconds(1));
        parent.FishForMessage(message => message is HoldRecording { IsHeld: false });
        // Room for verdicts: what is beyond the limit of chunks goes as ever.
        Assert.Equal((1, 1), (Report().Undecided, Report().LostChunks));
    }

    [Fact]
    public void A_chunk_whose_manifest_is_damaged_is_declared_lost_and_its_run_stays_whole()
    {
        Make();
        var first = Begin();
        var second = Cut(first, 10);
        Cut(second, 20);
        Report();
        File.WriteAllText(Path.Combine(first.DataPath, "..", "manifest.json"), "");

        Crash();

        Assert.Equal((1, ChunkOutcome.Dropped), (VerdictAfter(first.Id).LostChunks, Verdict(first.Id).Outcome));
        Assert.Equal(0, Assert.Single(Inventory().Runs).FirstNumber);
    }

    [Fact]
    public void After_a_crash_within_a_cut_the_next_chunk_does_not_count_loss_from_the_begin_again()
    {
        Make();
        var first = Begin();
        var second = Cut(first, 10, tails: [new Traces.StreamTail("stream", 5, null)]);
        Spool.Tell(new NextChunkWanted(second.Run.Number));
        var third = ExpectMsg<ChunkReady>();
        Crash();

        Spool.Tell(new ResumeWanted());

        Assert.Equal(third.Id, ExpectMsg<ResumeGiven>().Open!.Id);
        Assert.Equal(5UL, Assert.Single(Content().Undecided.Single(chunk => chunk.Id == third.Id).Before!).EventsDiscarded);
    }

    [Fact]
    public void A_chunk_that_was_left_open_for_the_next_is_completed_by_its_recorder_before_it_is_sealed()
    {
        CloseLeft = (run, left, next) => File.WriteAllText(Path.Combine(left, "counters"), $"{run.Number} {next}");
        Make();
        var first = Begin();
        Spool.Tell(new NextChunkWanted(first.Run.Number));
        var second = ExpectMsg<ChunkReady>();
        Crash();

        Spool.Tell(new ResumeWanted());

        Assert.Equal(second.Id, ExpectMsg<ResumeGiven>().Open!.Id);
        Assert.Equal($"{first.Run.Number} {second.DataPath}", File.ReadAllText(Path.Combine(first.DataPath, "counters")));
        var sealedChunk = Content().Undecided.Single(chunk => chunk.Id == first.Id);
        Assert.Equal(new FileInfo(Path.Combine(first.DataPath, "counters")).Length, Assert.Single(sealedChunk.Files).Bytes);
    }

    [Fact]
    public void After_a_crash_within_a_cut_whose_archive_is_in_its_chunk_the_archive_tells_where_streams_stood()
    {
        Make();
        var first = Begin();
        var second = Cut(first, 10, tails: [new Traces.StreamTail("trace/ust/channel0_1", 5, 1)]);
        Spool.Tell(new NextChunkWanted(second.Run.Number));
        var third = ExpectMsg<ChunkReady>();
        Directory.CreateDirectory(Path.Combine(second.DataPath, "trace"));
        File.WriteAllText(
            Path.Combine(second.DataPath, "trace", "lttng.json"),
            """{"lastArchive":1,"tails":[{"stream":"trace/ust/channel0_1","eventsDiscarded":12,"packetSequence":9}]}""");
        Crash();

        Spool.Tell(new ResumeWanted());

        Assert.Equal(third.Id, ExpectMsg<ResumeGiven>().Open!.Id);
        var chunks = Content().Undecided;
        Assert.Equal(new Traces.StreamTail("trace/ust/channel0_1", 12, 9), Assert.Single(chunks.Single(chunk => chunk.Id == third.Id).Before!));
        Assert.Equal([new LossOfCpu("cpu 1", 7, 0)], chunks.Single(chunk => chunk.Id == second.Id).LostByCpu);
    }

    [RootFact]
    public void On_a_full_disk_the_oldest_chunks_go_and_are_declared_and_recording_goes_on()
    {
        using var disk = new MountedDisk(kib: 2048);
        MakeOn(disk);
        var chunk = Begin();
        var first = chunk.Id;
        for (var number = 1; number <= 3; number++) chunk = Cut(chunk, 10 * number, bytes: 300_000, recorded: 7);
        Report();
        var others = disk.Fill();

        // Not a byte is free: each verdict, manifest and folder finds its room by what goes.
        chunk = Cut(chunk, 40, bytes: 100, recorded: 7);

        Assert.Equal(ChunkOutcome.Dropped, VerdictOn(disk, first).Outcome);
        Assert.Contains("full", VerdictOn(disk, first).Cause, StringComparison.Ordinal);
        var full = Assert.Single(Failures.Recent());
        Assert.Equal(("disk of scripted", true), (full.Part, full.StaysDown));
        File.Delete(others);
        Advance(TimeSpan.FromSeconds(1));
        Cut(chunk, 50, bytes: 100, recorded: 7);
        Report();
        Assert.True(Assert.Single(Failures.Recent()).Recovered);
        Assert.Equal(5, Report().Undecided + Content(disk).Decided.Count);
        Assert.Equal(7 * Content(disk).Decided.Count, Report().Lost);
    }

    [RootFact]
    public void Little_room_on_the_disk_is_a_limit_before_it_is_full()
    {
        Options = Options with { SpoolMinFreeBytes = 64 << 20 };
        using var disk = new MountedDisk(kib: 2048);
        MakeOn(disk);
        var chunk = Begin();
        for (var number = 1; number <= 3; number++) chunk = Cut(chunk, 10 * number, bytes: 660_000, recorded: 7);
        Report();

        Advance(TimeSpan.FromSeconds(1));

        Assert.Equal((2, 7), (Report().Undecided, Report().Lost));
    }

    [RootFact]
    public void A_disk_that_turned_read_only_is_one_failure_with_one_word_until_it_can_be_written_again()
    {
        using var disk = new MountedDisk(kib: 2048);
        MakeOn(disk);
        var first = Begin();
        disk.Remount(readOnly: true);
        Watch(Spool);
        Spool.Tell(new NextChunkWanted(first.Run.Number));
        Stop(Spool);

        var failure = Assert.Throws<SpoolException>(() => SourceSpool.Open(disk.Path, Source, "spool-id"));
        Assert.Contains("cannot be used", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
        disk.Remount(readOnly: false);
        MakeOn(disk);
        Spool.Tell(new ResumeWanted());

        Assert.Equal(first.Id, FishForMessage<ResumeGiven>(_ => true).Open!.Id);
    }

    private DecidedChunk VerdictAfter(Recording.ChunkId id)
    {
        Report();
        return Verdict(id);
    }

    private static SpoolContent Content(MountedDisk disk) => SourceSpool.Open(disk.Path, Source, files: new UntouchedFiles()).Load();

    private static DecidedChunk VerdictOn(MountedDisk disk, Recording.ChunkId id) => SourceSpool.Open(disk.Path, Source, files: new UntouchedFiles()).ReadDecided(id);
}
