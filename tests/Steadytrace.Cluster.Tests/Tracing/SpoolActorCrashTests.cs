using Akka.Actor;
using Steadytrace.Cluster.Messages;
using Steadytrace.Cluster.Tests.Tracing.PowerLoss;
using Steadytrace.Cluster.Tracing;

namespace Steadytrace.Cluster.Tests.Tracing;

/// <summary>The process dies after each step of a run's life, one test each; its successor goes on, and every event is counted once.</summary>
public sealed class SpoolActorCrashTests : SpoolFixture
{
    private const int Steps = 7;
    private readonly List<(ChunkReady Chunk, long Events)> _chunks = [];

    public static TheoryData<int> Step => [.. Enumerable.Range(0, Steps + 1)];

    [Theory]
    [MemberData(nameof(Step))]
    public void After_a_crash_behind_any_step_every_chunk_is_decided_once_and_the_runs_are_whole(int crashAfter)
    {
        Make();
        for (var step = 0; step < Steps; step++)
        {
            if (step == crashAfter) Crash();
            Do(step);
        }

        if (crashAfter == Steps) Crash();
        Report();

        // Whatever the crash left open is closed by the successor's cycle, whose tracer is gone.
        Spool.Tell(new ResumeWanted());
        if (ExpectMsg<ResumeGiven>().Open is { } open) Spool.Tell(new RunLost(open.Run.Number));
        foreach (var waiting in Report().Waiting) Count(waiting.Id, waiting.Id.Number + 1);
        Assert.Equal(0, Report().Undecided);

        var content = Content();
        Assert.Empty(content.Undecided);
        Assert.All(content.Runs, run => Assert.True(run.IsOver));
        foreach (var run in content.Runs)
        {
            var numbers = content.Decided.Where(chunk => chunk.Id.Run == run.Number).Select(chunk => chunk.Id.Number).Order().ToList();
            Assert.Equal(Enumerable.Range(0, (int)run.LastNumber!.Value + 1).Select(number => (long)number), numbers);
        }

        Assert.Equal([1L, 2L], content.Decided.Select(decided => CountedAndLost(decided).Counted).Where(events => events > 0));
    }

    [Fact]
    public void After_a_crash_the_newest_open_chunk_is_resumed_and_the_one_before_sealed()
    {
        Make();
        var first = Begin();
        Advance(TimeSpan.FromSeconds(10));
        Spool.Tell(new NextChunkWanted(first.Run.Number));
        var second = ExpectMsg<ChunkReady>();
        File.WriteAllBytes(Path.Combine(first.DataPath, "stream"), new byte[10]);
        Crash();

        Spool.Tell(new ResumeWanted());

        Assert.Equal(second.Id, ExpectMsg<ResumeGiven>().Open!.Id);
        var closed = Assert.Single(Content().Undecided, chunk => chunk.IsClosed);
        Assert.Equal((first.Id, true), (closed.Id, closed.Sealed));
    }

    [Fact]
    public void A_chunk_whose_cut_may_never_have_come_promises_nothing_of_what_its_tracer_still_held()
    {
        Make();
        var first = Begin();
        Advance(TimeSpan.FromSeconds(10));
        Spool.Tell(new NextChunkWanted(first.Run.Number));
        var second = ExpectMsg<ChunkReady>();
        File.WriteAllBytes(Path.Combine(first.DataPath, "stream"), new byte[10]);
        Crash();

        Spool.Tell(new ResumeWanted());
        ExpectMsg<ResumeGiven>();

        // An event of the first seconds may come with the second one, and its interval must wait for it.
        var chunks = Content().Undecided;
        Assert.Equal(Ns(0), Assert.Single(chunks, chunk => chunk.Id == first.Id).EndUnixNs);
        Assert.Equal(Ns(0), Assert.Single(chunks, chunk => chunk.Id == second.Id).BeginUnixNs);
    }

    [Fact]
    public void A_replay_of_the_past_that_dies_at_a_cut_ends_in_the_past()
    {
        Make();
        var first = Begin(began: -1e8);
        Spool.Tell(new NextChunkWanted(first.Run.Number));
        ExpectMsg<ChunkReady>();
        Crash();

        Spool.Tell(new ResumeWanted());
        Spool.Tell(new RunLost(ExpectMsg<ResumeGiven>().Open!.Run.Number));

        Assert.Equal(Ns(-1e8), Assert.Single(Inventory().Runs).EndUnixNs);
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 0)]
    public void What_a_recorder_may_have_held_that_its_process_did_not_live_to_see_started_is_declared_lost_and_nothing_of_a_start_that_failed(bool dies, long lostChunks)
    {
        Make();
        Spool.Tell(new RunWanted());
        var ready = ExpectMsg<ChunkReady>();
        if (dies) Crash();

        Spool.Tell(new ResumeWanted());
        Spool.Tell(new RunLost(ExpectMsg<ResumeGiven>().Open!.Run.Number));
        Report();

        var decided = Assert.Single(Content().Decided);
        Assert.Equal((ready.Id, lostChunks), (decided.Id, decided.LostChunks));
    }

    /// <summary>A chunk that seemed to begin later than its run would wait for published-through to come near, which waits for the chunk.</summary>
    [Fact]
    public void Wherever_a_process_dies_while_it_notes_the_begin_of_a_run_the_first_chunk_of_it_begins_with_it_also_after_a_clock_was_set_back()
    {
        var (died, begins) = (0, new HashSet<long>());
        for (var operation = 0; died == operation; operation++)
        {
            var folder = Directory.CreateDirectory(Folder[$"killed-at-{operation}"]).FullName;
            var files = new ForgetfulFiles(folder);
            Files = files;
            Make(folder: folder);
            BeginTerm(First);
            PublishedThrough(7200, newestRun: 0);
            Spool.Tell(new RunWanted());
            var ready = ExpectMsg<ChunkReady>();
            files.GoOn(powerLostAfter: operation);
            Watch(Spool);
            Spool.Tell(new RunStarted(ready.Run.Number, Ns(-3600)));
            Spool.Tell(PoisonPill.Instance);
            ExpectTerminated(Spool);
            if (files.IsLost) died++;

            Files = null;
            Make(folder: folder);
            Spool.Tell(new ResumeWanted());
            Spool.Tell(new RunAdopted(ExpectMsg<ResumeGiven>().Open!.Run.Number));

            var run = Inventory().Runs[^1];
            Assert.Equal(run.BeganUnixNs, run.FirstBeginUnixNs);
            Assert.False(Report().PublishedThroughUnixNs > run.BeganUnixNs, $"{run.BeganUnixNs}");
            begins.Add(run.BeganUnixNs);
            Stop(Spool);
        }

        Assert.InRange(died, 10, 100);
        Assert.Equal(Ns(-3600), begins.Min());
        Assert.Equal(2, begins.Count);
    }

    [Fact]
    public void A_failed_try_is_remembered_over_a_crash()
    {
        Make();
        var first = Begin();
        Cut(first, 10);
        Count(first.Id, 0, "damaged", attempt: 77);
        ExpectMsg<ChunkCountedTaken>();

        Crash();

        // The pool has not heard the answer, and tells it to the successor.
        Count(first.Id, 0, "damaged", attempt: 77);
        ExpectMsg<ChunkCountedTaken>();
        Assert.Equal(1, Assert.Single(Report().Waiting, chunk => chunk.Id == first.Id).Tries);
        Count(first.Id, 0, "damaged", attempt: 78);
        ExpectMsg<ChunkCountedTaken>();
        Assert.Equal(2, Assert.Single(Report().Waiting, chunk => chunk.Id == first.Id).Tries);
    }

    private void Do(int step)
    {
        switch (step)
        {
            case 0:
                _chunks.Add((Begin(), 1));
                break;
            case 1:
                Resume();
                _chunks.Add((Cut(_chunks[0].Chunk, 10), 2));
                break;
            case 2:
                Count(_chunks[0].Chunk.Id, 1);
                ExpectMsg<ChunkCountedTaken>();
                break;
            case 3:
                Resume();
                Cut(_chunks[1].Chunk, 20);
                break;
            case 4:
                // The same tally once more: the pool did not hear the answer.
                Count(_chunks[0].Chunk.Id, 1);
                ExpectMsg<ChunkCountedTaken>();
                break;
            case 5:
                Count(_chunks[1].Chunk.Id, 2);
                ExpectMsg<ChunkCountedTaken>();
                break;
            case 6:
                Spool.Tell(new RunEnded(_chunks[0].Chunk.Run.Number));
                break;
        }
    }

    /// <summary>The cycle of a process finds where its run stands; its tracer still records.</summary>
    private void Resume()
    {
        Spool.Tell(new ResumeWanted());
        Assert.NotNull(ExpectMsg<ResumeGiven>().Open);
    }
}
