using Akka.Actor;
using Akka.TestKit;
using Steadytrace.Cluster.Tracing;
using Steadytrace.Recording.Spool;

namespace Steadytrace.Cluster.Tests.Tracing.PowerLoss;

/// <summary>The power is lost at any operation of the disk, and what was not fsynced may be gone: all that others were told stays true.</summary>
public sealed class PowerLossTests : ActorTests
{
    private const int Lives = 3;

    /// <summary>In operations of the disk: a successor has read the spool by then, and has told of it.</summary>
    private const int LongestSecondLife = 60;

    /// <summary>Each operation of a life has its turn; in so many tests, none of which takes long.</summary>
    private const int Shares = 4;

    /// <summary>In memory: thousands of disks are filled and lost.</summary>
    private readonly string _folder = Directory.CreateDirectory(Path.Combine(Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(), $"steadytrace-test-{Guid.NewGuid():N}")).FullName;

    /// <summary>Kinds of fsync that others' promises hang on: without any one of them the loss of power makes something untrue.</summary>
    private static readonly string[] Kinds =
    [
        ".", "scripted", "scripted/N", "scripted/N/N", "scripted/N/N/data", "scripted/N/N/data/stream", "scripted/packing", "scripted/packing/stream.zst",
        "scripted/N/N/manifest.json.tmp", "scripted/N/N.decided.tmp", "scripted/N/run.json.tmp", "scripted/source.json.tmp", "scripted/format.tmp",
    ];

    public static TheoryData<string> Syncs => [.. Kinds];

    public static TheoryData<bool, int> Turns
    {
        get
        {
            var turns = new TheoryData<bool, int>();
            for (var share = 0; share < 2 * Shares; share++) turns.Add(share % 2 == 1, share / 2);
            return turns;
        }
    }

    [Theory]
    [MemberData(nameof(Turns))]
    public void Whenever_the_power_is_lost_nothing_that_was_told_is_untrue_afterwards(bool compresses, int share)
    {
        var operations = OperationsOfALife(compresses);
        for (var at = share; at < operations; at += Shares) LoseAt(at, seed: at, compresses, syncLeftOut: null);
    }

    [Theory]
    [MemberData(nameof(Turns))]
    public void What_a_killed_process_had_not_brought_to_the_disk_is_there_before_its_successor_tells_of_it(bool compresses, int share)
    {
        var operations = OperationsOfALife(compresses);
        for (var at = share; at < operations; at += Shares) KillAt(at, seed: at, compresses);
    }

    [Theory]
    [MemberData(nameof(Syncs))]
    public void Without_any_one_fsync_the_loss_of_power_makes_something_untrue(string sync)
    {
        var compresses = sync.Contains("packing", StringComparison.Ordinal);
        var operations = OperationsOfALife(compresses);

        Assert.True(Enumerable.Range(0, 4 * operations).Any(turn => IsNoticed(turn * 7 % operations, seed: turn, compresses, sync)), $"nobody misses the fsync of {sync}");
    }

    [Fact]
    public void Every_kind_of_fsync_of_the_spool_is_one_that_somebody_would_miss()
    {
        var kinds = new SortedSet<string>(StringComparer.Ordinal);
        _ = OperationsOfALife(compresses: false, kinds) + OperationsOfALife(compresses: true, kinds);

        // The recorder's own folders: a recorder that misses its folder is not adopted, and its run is sealed.
        Assert.Equal(Kinds.Append("scripted/runs").Order(StringComparer.Ordinal), kinds);
    }

    private bool IsNoticed(int at, int seed, bool compresses, string sync)
    {
        try
        {
            LoseAt(at, seed, compresses, sync);
            return false;
        }
        catch (Exception e) when (e is UntrueException or SpoolException)
        {
            return true;
        }
    }

    private int OperationsOfALife(bool compresses, SortedSet<string>? kinds = null)
    {
        Prepare();
        var told = new ToldByASpool();
        var files = new ForgetfulFiles(_folder);
        for (var life = 0; life < 2; life++) Live(files, told, life, compresses, isLast: false);
        kinds?.UnionWith(files.Kinds);
        return files.Operations;
    }

    private void LoseAt(int at, int seed, bool compresses, string? syncLeftOut)
    {
        var chance = new Random(seed);
        Prepare();
        var told = new ToldByASpool();
        try
        {
            for (var life = 0; life < Lives; life++)
            {
                var isLast = life == Lives - 1;
                var files = new ForgetfulFiles(_folder, isLast ? int.MaxValue : life == 0 ? at : chance.Next(at + 1), syncLeftOut);
                Live(files, told, life, compresses, isLast);
                if (!isLast && !files.IsLost) Live(files, told, life, compresses, isLast: false);
                if (isLast) break;
                files.Lose(chance);
                // The next process opens it with the loss still unknown to it, and must find what the former one told.
                var spool = SourceSpool.Open(_folder, SpoolLife.SourceOfLives);
                told.Check(spool, spool.Load());
            }

            told.CheckWhole();
        }
        catch (UntrueException e)
        {
            throw new UntrueException($"power lost at operation {at}, seed {seed}: {e.Message}");
        }
    }

    private void KillAt(int at, int seed, bool compresses)
    {
        var chance = new Random(seed);
        Prepare();
        var told = new ToldByASpool();
        try
        {
            var files = new ForgetfulFiles(_folder, at);
            Live(files, told, life: 0, compresses, isLast: false);
            files.GoOn(powerLostAfter: chance.Next(LongestSecondLife));
            Live(files, told, life: 1, compresses, isLast: false);
            files.Lose(chance);
            var spool = SourceSpool.Open(_folder, SpoolLife.SourceOfLives);
            told.Check(spool, spool.Load());
        }
        catch (UntrueException e)
        {
            throw new UntrueException($"killed at operation {at}, seed {seed}: {e.Message}");
        }
    }

    private void Prepare()
    {
        Clock.Step = TimeSpan.Zero;
        if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
        Directory.CreateDirectory(_folder);
        File.WriteAllText(Path.Combine(_folder, "id"), "spool-id");
    }

    private void Live(ForgetfulFiles files, ToldByASpool told, int life, bool compresses, bool isLast)
    {
        var ear = new Ear(Sys);
        Settle(ear.Ref);
        var context = new SpoolContext(SpoolLife.SourceOfLives, "local", "spool-id", new Uri("http://127.0.0.1:9470/"), "node", ear.Ref, Files: files, Background: work => work());
        var options = new TracerOptions { SpoolDirectory = _folder, SpoolCompressAfter = compresses ? TimeSpan.FromSeconds(1) : null };
        var spool = Sys.ActorOf(SpoolActor.Props(context, options, Clock).WithDispatcher(CallingThreadDispatcher.Id));
        // From here on it does what it is told before the teller goes on; or it is gone, if the power was lost while it began.
        var begun = CreateTestProbe();
        begun.Watch(spool);
        spool.Tell(new Identify(0), begun);
        begun.ReceiveOne(TimeSpan.FromSeconds(10));
        new SpoolLife(spool, ear, told, Clock, Advance, life).Live(() => files.IsLost, isLast);
        Stop(spool);
        Stop(ear.Ref);
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
    }
}
