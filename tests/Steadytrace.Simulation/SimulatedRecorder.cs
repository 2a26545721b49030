using Steadytrace.Recording;
using Steadytrace.Traces;

namespace Steadytrace.Simulation;

/// <summary>Drives a <see cref="Kernel"/> as the real recorders drive theirs: pages move into the open chunk all the time, and CPUs are cut one after the other.</summary>
/// <param name="process">In which it lives.</param>
/// <param name="kernel">The tracer.</param>
/// <param name="name">In metrics.</param>
/// <param name="claims">It has the kernel's own count of each chunk, as ftrace; else the streams' counters alone, as LTTng.</param>
/// <param name="failOneIn">A call fails once in so many; 0: never.</param>
internal sealed class SimulatedRecorder(SimulatedProcess process, Kernel kernel, string name, bool claims, Func<int> failOneIn) : IRecorder
{
    private readonly string[] _folders = ["", ""];
    private readonly long[] _takenBefore = new long[Kernel.Cpus];
    private readonly TaskCompletionSource _ended = new();
    private bool _isMoving;
    private bool _isOver;

    public string Name => name;

    public Task Ended => _ended.Task;

    private World World => process.World;

    private MemoryFiles Files => process.Machine.Files;

    public async Task<long> StartAsync(RecordingRun run, string chunkDirectory, CancellationToken cancellation)
    {
        await process.Delay(World.Between(0.001, 0.2));
        cancellation.ThrowIfCancellationRequested();
        MayFail("start");
        if (kernel.Run is not null && kernel.Stop() is > 0 and var held) EndedWithEvents(held);
        kernel.Start(run.Number);
        Array.Fill(_folders, chunkDirectory);
        Array.Clear(_takenBefore);
        KeepBefore(chunkDirectory, 0);
        KeepBefore(chunkDirectory, 1);
        Move();
        return kernel.NowUnixNs;
    }

    public async Task<bool> TryAdoptAsync(RecordingRun run, string chunkDirectory, CancellationToken cancellation)
    {
        await process.Delay(World.Between(0.001, 0.2));
        if (kernel.Run != run.Number) return false;
        // What nobody could tell of its start any more.
        if (process.Machine.UntoldBeginOf(run) is { } noted) kernel.Truth.UntoldStartSeconds += Math.Max(0, kernel.BeganUnixNs - noted) / 1e9;
        Array.Fill(_folders, chunkDirectory);
        for (var cpu = 0; cpu < Kernel.Cpus; cpu++)
        {
            // Not yet cut for this chunk when the process before died: from now on its events are this chunk's.
            if (!Files.FileExists(BeforeFile(chunkDirectory, cpu))) KeepBefore(chunkDirectory, cpu);
            _takenBefore[cpu] = BitConverter.ToInt64(Files.ReadFile(BeforeFile(chunkDirectory, cpu)));
        }

        Move();
        return true;
    }

    public async Task<ChunkCut> CutAsync(string nextChunkDirectory, CancellationToken cancellation)
    {
        MayFail("cut");
        var end = kernel.NowUnixNs;
        var (recorded, tails) = (0L, new List<StreamTail>());
        for (var cpu = 0; cpu < Kernel.Cpus; cpu++)
        {
            await process.Delay(World.Between(0, 0.05 + Files.MaxSyncSeconds));
            ThrowIfDead();
            Write(cpu);
            recorded += kernel.Taken(cpu) - _takenBefore[cpu];
            tails.Add(new StreamTail($"cpu{cpu}", (ulong)kernel.Overrun(cpu), null));
            _folders[cpu] = nextChunkDirectory;
            _takenBefore[cpu] = kernel.Taken(cpu);
            KeepBefore(nextChunkDirectory, cpu);
        }

        return new ChunkCut { EndUnixNs = end, LastUnixNs = kernel.NowUnixNs, RecordedEvents = claims ? recorded : null, Tails = tails };
    }

    public async Task<ChunkCut> StopAsync(CancellationToken cancellation)
    {
        await process.Delay(World.Between(0.001, 0.1));
        ThrowIfDead();
        MayFail("stop");
        var (recorded, tails) = (0L, new List<StreamTail>());
        for (var cpu = 0; cpu < Kernel.Cpus; cpu++)
        {
            Write(cpu);
            recorded += kernel.Taken(cpu) - _takenBefore[cpu];
            tails.Add(new StreamTail($"cpu{cpu}", (ulong)kernel.Overrun(cpu), null));
        }

        var end = kernel.NowUnixNs;
        kernel.Stop();
        return new ChunkCut { EndUnixNs = end, LastUnixNs = end, RecordedEvents = claims ? recorded : null, Tails = tails };
    }

    public Task AbandonAsync(RecordingRun run)
    {
        if (kernel.Run == run.Number && kernel.Stop() is > 0 and var held) EndedWithEvents(held);
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        _isOver = true;
        return ValueTask.CompletedTask;
    }

    /// <summary>No step of the protocol should ever come to that: its tracer was still recording, and the run was given up.</summary>
    private void EndedWithEvents(long events) => process.Wrongs.Add($"{name} of {process.Name} was ended with {events} events in its buffers");

    private void MayFail(string what)
    {
        if (failOneIn() is > 0 and var many && World.OneIn(many)) throw new RecorderException($"{name}: {what} failed");
    }

    private void ThrowIfDead()
    {
        if (kernel.Run is null) throw new RecorderException($"{name}: the tracer is gone");
    }

    private void Move()
    {
        if (_isMoving) return;
        _isMoving = true;
        kernel.Died = () => process.After(TimeSpan.Zero, () => _ended.TrySetException(new RecorderException($"{name}: the tracer died")));
        MoveSoon();

        void MoveSoon() => process.After(World.Between(0.2, 1.2 + Files.MaxSyncSeconds), () =>
        {
            if (_isOver || kernel.Run is null) return;
            try
            {
                for (var cpu = 0; cpu < Kernel.Cpus; cpu++) Write(cpu);
            }
            catch (IOException)
            {
                // A full disk: the events stay in the ring.
            }

            MoveSoon();
        });
    }

    private void Write(int cpu)
    {
        if (kernel.Look(cpu) is not { } packet) return;
        // LTTng's consumer is a process of its own: what it takes it writes, whatever becomes of ours. A page of ftrace is taken before it is written.
        if (claims) kernel.Take(cpu, packet);
        try
        {
            Files.Append($"{_folders[cpu]}/cpu{cpu}", packet.Encode());
        }
        catch (Exception failure) when (claims && failure is ProcessKilledException or IOException)
        {
            kernel.Truth.DropInHand(packet.Events);
            throw;
        }

        if (!claims) kernel.Take(cpu, packet);
    }

    private void KeepBefore(string folder, int cpu) => Files.Append(BeforeFile(folder, cpu), BitConverter.GetBytes(kernel.Taken(cpu)));

    private static string BeforeFile(string folder, int cpu) => $"{folder}/cpu{cpu}.before";
}
