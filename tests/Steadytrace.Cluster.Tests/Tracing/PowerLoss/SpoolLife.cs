using Akka.Actor;
using Steadytrace.Cluster.Messages;
using Steadytrace.Cluster.Tracing;
using Steadytrace.Recording;
using Steadytrace.Traces;
using Steadytrace.Traces.Tallies;

namespace Steadytrace.Cluster.Tests.Tracing.PowerLoss;

/// <summary>One life of a spool from its start to its end: cycle, pools and aggregator do what they do in an hour, one thing after the other.</summary>
internal sealed class SpoolLife(IActorRef spool, Ear others, ToldByASpool told, ActorTests.SteppedClock clock, Action<TimeSpan> advance, int life)
{
    private static readonly TimeSpan Chunk = TimeSpan.FromSeconds(10);
    private static readonly Term Term = new(1, "a:1");
    private ChunkReady? _open;
    private int _sealed;
    private long? _published;

    private long NowNs => (clock.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;

    /// <summary>Goes through it until its end or the loss of power.</summary>
    /// <param name="isLost">Asked after each step.</param>
    /// <param name="isLast">All that is open is closed and decided.</param>
    public void Live(Func<bool> isLost, bool isLast)
    {
        foreach (var step in Steps(isLast))
        {
            if (isLost()) return;
            step();
            if (isLost()) return;
            if (_published is { } through) told.Published(through);
            _published = null;
            Hear();
        }
    }

    private IEnumerable<Action> Steps(bool isLast)
    {
        yield return () => Tell(new InventoryWanted(Term with { BeganUnixNs = life + 1 }, "local"));
        yield return Resume;
        for (var round = 0; round < 3; round++)
        {
            var fails = round == 1;
            yield return Cut;
            yield return () => Count(fails);
            yield return () => Tell(Taken(through: null));
        }

        yield return () => Tell(Taken(NowNs - (long)Chunk.TotalNanoseconds));
        yield return Cut;
        yield return EndRun;
        if (life % 2 == 1 || isLast)
        {
            // The wall clock is set back by an hour, behind what is published: it is published again from there.
            yield return () => clock.Step -= TimeSpan.FromHours(1);
            yield return Resume;
            yield return Cut;
            yield return EndRun;
        }

        for (var round = 0; round < 30 && isLast; round++) yield return () => Count(fails: false);
        if (isLast) yield return () => Tell(Taken(through: null));
        if (isLast) yield return () => Tell(new InventoryWanted(Term with { BeganUnixNs = life + 2 }, "local"));
    }

    private void Resume()
    {
        Tell(new ResumeWanted());
        if (Next<ResumeGiven>()?.Open is { } open)
        {
            told.HandedOut(open.Id, isResumed: true);
            if (life % 3 != 1)
            {
                _open = open;
                Tell(new RunAdopted(open.Run.Number));
                return;
            }

            Tell(new RunLost(open.Run.Number));
        }

        Tell(new RunWanted());
        if (Next<ChunkReady>() is not { } first) return;
        _open = first;
        told.HandedOut(_open.Id, isResumed: false);
        Tell(new RunStarted(_open.Run.Number, NowNs));
    }

    private void Cut()
    {
        advance(Chunk);
        if (_open is null) throw new UntrueException("a spool that has power hands out no chunk");
        Tell(new NextChunkWanted(_open.Run.Number));
        if (Next<ChunkReady>() is not { } next) return;
        told.HandedOut(next.Id, isResumed: false);
        Fill();
        Tell(new ChunkClosed(_open.Id, CutNow()));
        _open = next;
    }

    private void EndRun()
    {
        Fill();
        Tell(new ChunkClosed(_open!.Id, CutNow()));
        Tell(new RunEnded(_open.Run.Number));
    }

    private ChunkCut CutNow() => new() { EndUnixNs = NowNs, LastUnixNs = NowNs, Tails = [new StreamTail("stream", (ulong)(life * 100 + ++_sealed), null)] };

    private void Fill()
    {
        var bytes = new byte[200];
        new Random((int)(_open!.Id.Number + _open.Run.Number)).NextBytes(bytes);
        if (!Directory.Exists(_open.DataPath)) return;
        File.WriteAllBytes(Path.Combine(_open.DataPath, "stream"), bytes);
    }

    private void Count(bool fails)
    {
        if (told.Undecided.OrderBy(id => id.Run).ThenBy(id => id.Number).FirstOrDefault() is not { Source.Recorder: not null } id) return;
        var tally = new Tally();
        tally.Interval(NowNs / 1_000_000_000).Add(TracedEvent.FromName("sched_switch"), $"life{life}", id.Number + 1);
        for (var attempt = 1; attempt <= (fails ? 3 : 1); attempt++)
            Tell(new ChunkCounted(id, TallyParts.Cut(TallyCodec.Encode(tally))[0], fails ? "damaged" : "", "pool:1", (life * 1000) + attempt));
    }

    private InventoryTaken Taken(long? through)
    {
        _published = through;
        return new InventoryTaken(Term with { BeganUnixNs = life + 1 }, SourceOfLives, through, long.MaxValue, long.MaxValue);
    }

    public static SourceId SourceOfLives { get; } = new(new HostId("laptop"), "scripted");

    private void Tell(object message) => spool.Tell(message, others.Ref);

    /// <summary>The answer to what was asked; null when the spool is gone.</summary>
    private T? Next<T>() where T : class
    {
        while (others.Heard.TryDequeue(out var message))
        {
            if (message is T answer) return answer;
            Hear(message);
        }

        return null;
    }

    private void Hear()
    {
        while (others.Heard.TryDequeue(out var message)) Hear(message);
    }

    private void Hear(object message)
    {
        switch (message)
        {
            case OfferChunk offer: told.Offered(offer.Offer); break;
            case TallyDecided tally:
                told.Decided(tally.Decided, tally.Part.Bytes);
                Tell(new TallyTaken(tally.Term, tally.Decided.Id));
                break;
            case InventoryReported inventory: told.Reported(inventory, isSetBack: clock.Step < TimeSpan.Zero); break;
        }
    }
}
