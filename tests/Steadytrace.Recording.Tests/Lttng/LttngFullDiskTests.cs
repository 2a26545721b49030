using Steadytrace.Testing;

namespace Steadytrace.Recording.Tests.Lttng;

/// <summary>A real session whose disk somebody else fills for a while: LTTng's consumer closes the streams that it cannot write, for good, and says nothing of it.</summary>
public sealed class LttngFullDiskTests
{
    private const int DiskKib = 16 << 10;
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    [LttngDiskFact]
    public async Task A_disk_that_was_full_between_two_cuts_ends_the_run_although_rotations_succeed_and_the_next_run_records_every_call()
    {
        using var disk = new MountedDisk(DiskKib);
        await using var bench = await LttngBench.OnDiskAsync(disk);
        await using var recorder = bench.Recorder();
        await recorder.StartAsync(bench.Run(1), bench.NextChunk(), None);
        await using var program = await bench.Program.StartAsync(bench.Place);
        await program.CallAsync(1000);
        await recorder.CutAsync(bench.NextChunk(), None);

        File.Delete(await FillAsync(bench, disk, program));
        // This archive has its files: they were made when it began.
        await recorder.CutAsync(bench.NextChunk(), None);
        var ended = await Assert.ThrowsAsync<RecorderException>(() => recorder.CutAsync(bench.NextChunk(), None));
        await recorder.DisposeAsync();

        Assert.Contains("no longer", ended.Message, StringComparison.Ordinal);
        await NextRunRecordsEveryCallAsync(bench, program, cycles: 1);
    }

    [LttngDiskFact]
    public async Task A_session_that_was_rotated_on_a_full_disk_is_not_adopted_for_ever()
    {
        using var disk = new MountedDisk(DiskKib);
        await using var bench = await LttngBench.OnDiskAsync(disk);
        await using (var recorder = bench.Recorder())
        {
            await recorder.StartAsync(bench.Run(1), bench.NextChunk(), None);
            await using var first = await bench.Program.StartAsync(bench.Place);
            await first.CallAsync(1000);
            await recorder.CutAsync(bench.NextChunk(), None);
        }

        await using var program = await bench.Program.StartAsync(bench.Place);
        var somebodys = await FillAsync(bench, disk, program);
        await IsOverAsync(bench, cycles: 3);
        File.Delete(somebodys);

        await NextRunRecordsEveryCallAsync(bench, program, cycles: 3);
    }

    /// <summary>Fills the disk and waits until the consumer has run into it on every CPU.</summary>
    private static async Task<string> FillAsync(LttngBench bench, MountedDisk disk, CallingProcess program)
    {
        Assert.True(HasStreams(bench));
        var file = disk.Fill();
        await Eventually.HoldsAsync(
            async () =>
            {
                await program.CallAsync(1000);
                return !HasStreams(bench);
            },
            "the consumer closes its streams", Deadline);
        return file;
    }

    private static bool HasStreams(LttngBench bench) => bench.Place.ProcessIds.SelectMany(id => Directory.EnumerateFiles($"/proc/{id}/fd"))
        .Any(file => Path.GetFileName(new FileInfo(file).LinkTarget ?? "").StartsWith("steadytrace_", StringComparison.Ordinal));

    /// <summary>What a cycle does, each time with a recorder of its own: adopts the run and cuts.</summary>
    /// <returns>True once there is nothing more to adopt.</returns>
    private static async Task<bool> IsOverAsync(LttngBench bench, int cycles)
    {
        for (var cycle = 0; cycle < cycles; cycle++)
        {
            await using var recorder = bench.Recorder();
            try
            {
                if (!await recorder.TryAdoptAsync(bench.Run(1), bench.Chunks[^1], None)) return true;
                await recorder.CutAsync(bench.NextChunk(), None);
            }
            catch (RecorderException)
            {
                // The next one goes on from what the tracer and the disk say.
            }
        }

        return false;
    }

    private static async Task NextRunRecordsEveryCallAsync(LttngBench bench, CallingProcess program, int cycles)
    {
        Assert.True(await IsOverAsync(bench, cycles), "the run goes on, and nothing is recorded");
        Assert.True(File.Exists(Path.Combine(bench.Chunks[^1], "trace", "lttng.json")), "the last chunk of the run was not saved");
        Assert.False(Directory.Exists(Path.Combine(bench.Run(1).Directory, "lttng")));
        var before = await program.CallAsync(0);

        await using var recorder = bench.Recorder();
        await recorder.StartAsync(bench.Run(2), bench.NextChunk(), None);
        var calls = await program.CallAsync(1000);
        await recorder.StopAsync(None);

        Assert.Equal(calls - before, (await Babeltrace.ReadCallsAsync(Path.Combine(bench.Chunks[^1], "trace"))).Count);
        Assert.Equal(1000, (await Babeltrace.ReadCallsAsync(Path.Combine(bench.Chunks[0], "trace"))).Count);
    }

    /// <summary>A test that traces a real program, and mounts a disk for it.</summary>
    private sealed class LttngDiskFactAttribute : FactAttribute
    {
        public LttngDiskFactAttribute() => Skip = new RootFactAttribute().Skip ?? new LttngFactAttribute().Skip;
    }
}
