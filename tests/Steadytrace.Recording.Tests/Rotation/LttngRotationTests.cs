using System.Diagnostics;
using System.Globalization;
using System.Threading.Channels;
using Steadytrace.Recording.Tests.Lttng;
using Steadytrace.Recording.Tests.Tracefs;
using Steadytrace.Testing;
using Steadytrace.Traces;
using Xunit.Abstractions;

namespace Steadytrace.Recording.Tests.Rotation;

[Collection(TracefsTests.Name)]
public sealed class LttngRotationTests(ITestOutputHelper output)
{
    private const int BatchesPerSecond = 100;
    private static readonly CancellationToken None = CancellationToken.None;

    [LttngFact]
    public async Task Each_numbered_call_is_in_exactly_one_chunk_or_inside_a_declared_loss()
    {
        await using var bench = LttngBench.WithoutDaemon();
        await using var recorder = bench.Recorder(bench.Options with { UserEvents = [TracedProgram.Event], UserContexts = [], SubBufferCount = 16 });
        await recorder.StartAsync(bench.Run(), bench.NextChunk(), None);
        await using var program = await bench.Program.StartAsync(bench.Place);
        var closed = Channel.CreateUnbounded<(string Folder, ChunkCut Cut)>();
        var reading = Task.Run(() => ReadAllAsync(closed.Reader));
        using var enough = new CancellationTokenSource();
        var began = Stopwatch.GetTimestamp();
        var calling = CallUntilAsync(program, enough.Token);

        for (var rotation = 0; rotation < RotationScale.Rotations; rotation++)
        {
            var chunk = bench.Chunks[^1];
            closed.Writer.TryWrite((chunk, await recorder.CutAsync(bench.NextChunk(), None)));
        }

        await enough.CancelAsync();
        var calls = await calling;
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        closed.Writer.TryWrite((bench.Chunks[^1], await recorder.StopAsync(None)));
        closed.Writer.Complete();
        var (numbers, counted, lost) = await reading;

        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{RotationScale.Rotations} rotations in {seconds:0} s, {calls:N0} calls ({calls / seconds:N0} a second): {numbers.Count:N0} found, {lost:N0} declared lost"));
        Assert.Equal(calls, numbers.Count + lost);
        Assert.Equal(counted, numbers.Count);
        Assert.True(numbers.Largest < calls);
    }

    private static async Task<long> CallUntilAsync(CallingProcess program, CancellationToken enough)
    {
        const int Batch = RotationScale.EventsPerSecond / BatchesPerSecond;
        long calls = 0;
        while (!enough.IsCancellationRequested)
            calls = await program.CallAsync(RotationScale.EventsPerSecond, Batch, pauseMicroseconds: -1_000_000 / BatchesPerSecond);
        return calls;
    }

    // Chunks are read and removed while recording goes on: all of them together would not fit on a small disk.
    private static async Task<(NumberSet Numbers, long Counted, long Lost)> ReadAllAsync(ChannelReader<(string Folder, ChunkCut Cut)> chunks)
    {
        var numbers = new NumberSet();
        IReadOnlyList<StreamTail> before = [];
        var (counted, lost) = (0L, 0L);
        await foreach (var (folder, cut) in chunks.ReadAllAsync())
        {
            var trace = Path.Combine(folder, "trace");
            NumberedCalls.Read(trace, numbers);
            if (Directory.EnumerateFiles(trace, "metadata", SearchOption.AllDirectories).Any())
            {
                var report = TraceCounter.Count(trace, new CountOptions { Before = [.. before.Select(tail => tail with { Stream = tail.Stream["trace/".Length..] })] });
                Assert.Empty(report.Faults);
                (counted, lost) = (counted + report.Tally.Events, lost + report.Tally.Lost);
            }

            before = cut.Tails!;
            Directory.Delete(folder, recursive: true);
        }

        return (numbers, counted, lost);
    }
}
