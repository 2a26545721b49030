using System.Diagnostics;
using Akka.Actor;
using Steadytrace.Cluster.Messages;
using Steadytrace.Traces;
using Steadytrace.Traces.Tallies;

namespace Steadytrace.Cluster.Parsing;

/// <summary>Counts one leased chunk on a thread of its own, at lower priority than the threads that keep the cluster alive.</summary>
internal sealed class ChunkWorker(ChunkFetcher fetcher, CountingMarks marks, PoolOptions options, ReadChunk read)
{
    /// <summary>A stack that deep metadata cannot exhaust before the reader's own limit stops it, in bytes.</summary>
    private const int StackBytes = 4 << 20;

    /// <summary>Leaves the tracer room for what it declares lost, in bytes.</summary>
    private const int MaxTally = TallyParts.MaxBytes * (TallyParts.MaxParts - 1);
    private const int MaxPairs = 200;
    private const int MaxFault = 500;

    /// <summary>Bytes that even a slow reader on a slow processor comes through in a second of its time: a large packet is one step.</summary>
    private const double LeastBytesPerSecond = 1 << 20;

    /// <summary>Begins. The pool is told a <see cref="CountedChunk"/>; twice if the reader hangs and ends after all.</summary>
    public void Start(ChunkLeased lease, IActorRef pool, CancellationToken cancellation)
    {
        var thread = new Thread(() => Work(lease, pool, cancellation), StackBytes)
        {
            IsBackground = true,
            Name = $"count {lease.Offer.Id}",
            Priority = ThreadPriority.BelowNormal,
        };
        thread.Start();
    }

    private void Work(ChunkLeased lease, IActorRef pool, CancellationToken cancellation)
    {
        using var hung = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var counted = Count(lease, most => new ReaderWatch(most, () => TellThatItHangs(lease, most, pool, hung)), hung.Token);
        pool.Tell(counted);
    }

    private void TellThatItHangs(ChunkLeased lease, TimeSpan most, IActorRef pool, CancellationTokenSource hung)
    {
        // Not the pool's process is to die of it, but this chunk is to be set aside: a failed try, told as any other.
        pool.Tell(new CountedChunk(
            lease, TallyCodec.Encode(new Tally()), 0, most, FormattableString.Invariant($"its reader hangs: {most.TotalSeconds:0.#} s of processor time, and it came no further")) { Hangs = true });
        marks.Take(lease);
        try
        {
            hung.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It came to an end in this very moment.
        }
    }

    private CountedChunk Count(ChunkLeased lease, Func<TimeSpan, ReaderWatch> watch, CancellationToken cancellation)
    {
        var began = Stopwatch.GetTimestamp();
        try
        {
            using var chunk = fetcher.Fetch(lease.Offer, cancellation);
            if (chunk.IsGone) return GoneMeanwhile();
            if (MissingFile(lease.Offer, chunk.Path) is { } missing) return chunk.IsGone ? GoneMeanwhile() : Finished(new Tally(), $"{missing} is gone");
            var report = Counted(chunk);
            if (report is null || (report.Faults.Count > 0 && chunk.IsGone)) return GoneMeanwhile();
            return Finished(report.Tally, report.Faults.Count == 0 ? "" : InOneLine(report.Faults));
        }
        catch (TraceException e)
        {
            return Finished(new Tally(), e.Message);
        }
        catch (Exception e) when (e is ChunkUnavailableException or OperationCanceledException)
        {
            return new CountedChunk(lease, null, 0, Stopwatch.GetElapsedTime(began), e.Message, e is ChunkUnavailableException { IsGone: true });
        }
        catch (OutOfMemoryException)
        {
            // Of all that this process does together: no fault of the chunk.
            return new CountedChunk(lease, null, 0, Stopwatch.GetElapsedTime(began), "this process has no memory left for it: give the node more, or the pool fewer workers");
        }
        catch (Exception e)
        {
            // A reader that fails in a way it does not know is a failed try of this chunk, never the end of the node.
            return Finished(new Tally(), $"{e.GetType().Name}: {e.Message}");
        }

        CountReport? Counted(FetchedChunk chunk)
        {
            using var watching = watch(options.HangAfter + TimeSpan.FromSeconds(lease.Offer.Bytes / LeastBytesPerSecond));
            cancellation.ThrowIfCancellationRequested();
            marks.Put(lease);
            try
            {
                return read(chunk.Path, OptionsFor(lease.Offer) with { Progress = watching }, cancellation);
            }
            catch (Exception) when (chunk.IsGone)
            {
                // Whatever it ran into: the files went away under its hands.
                return null;
            }
            finally
            {
                marks.Take(lease);
            }
        }

        // No failed try: it was decided, or compressed, and is offered again where it still waits.
        CountedChunk GoneMeanwhile() => new(lease, null, 0, Stopwatch.GetElapsedTime(began), $"chunk {lease.Offer.Id} was decided or compressed meanwhile", IsGone: true);

        CountedChunk Finished(Tally tally, string fault)
        {
            var encoded = Encode(ref tally, ref fault);
            return new CountedChunk(lease, encoded, tally.Events, Stopwatch.GetElapsedTime(began), fault.Length > MaxFault ? fault[..MaxFault] : fault);
        }
    }

    /// <summary>Within what messages carry: first the pairs go, of which few are kept anyway; a tally that is larger still is a fault of the chunk.</summary>
    private static byte[] Encode(ref Tally tally, ref string fault)
    {
        var encoded = TallyCodec.Encode(tally);
        if (encoded.Length <= MaxTally) return encoded;
        foreach (var interval in tally.Intervals.Values.Append(tally.Untimed)) interval.KeepLargestPairs(MaxPairs);
        encoded = TallyCodec.Encode(tally);
        if (encoded.Length <= MaxTally) return encoded;
        (tally, fault) = (new Tally(), $"its tally has {encoded.Length} bytes, more than {MaxTally}: too many process or event names");
        return TallyCodec.Encode(tally);
    }

    private static CountOptions OptionsFor(ChunkOffer offer) => new()
    {
        Interval = IntervalLength.TryParse(offer.Interval, out var interval) ? interval : throw new InvalidDataException($"no interval is named {offer.Interval}"),
        ShiftNanoseconds = offer.ShiftNs,
        Before = offer.Before,
    };

    private static string? MissingFile(ChunkOffer offer, string folder) =>
        offer.Files.Select(file => Path.Combine(folder, file.Path)).FirstOrDefault(path => !File.Exists(path));

    private static string InOneLine(IReadOnlyList<TraceFault> faults) =>
        faults.Count == 1 ? faults[0].ToString() : $"{faults[0]} (and {faults.Count - 1} more)";
}
