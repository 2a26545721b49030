using Akka.Actor;
using Akka.Event;
using Steadytrace.Cluster.Messages;
using Steadytrace.Recording;
using Steadytrace.Traces.Tallies;

namespace Steadytrace.Cluster.Parsing;

/// <summary>The one chunk that the former process of this node was counting when it died had a failed try, told to its tracer until it knows.</summary>
public sealed partial class PoolPart
{
    /// <summary>Chunks that others have counted meanwhile do not come here again.</summary>
    private static readonly TimeSpan SuspectedFor = TimeSpan.FromMinutes(2);

    private readonly Dictionary<ChunkId, ToldDeath> _deaths = [];

    /// <summary>One of them made the former process die, nobody knows which: until each is counted, each chunk is counted alone.</summary>
    private readonly HashSet<ChunkId> _suspects = [];

    private void Mourn(IReadOnlyList<DeathOfWorker> deaths)
    {
        if (deaths.Count == 1)
        {
            Mourn(deaths[0]);
            return;
        }

        // A failed try of each would set healthy chunks aside with the one that is not.
        foreach (var death in deaths) _suspects.Add(death.Id);
        if (deaths.Count > 0) _log.Warning("The former process of this pool died while it counted {0} chunks: no failed try of any; they are counted one at a time now", deaths.Count);
    }

    private void Mourn(DeathOfWorker death)
    {
        // As if a worker had found nothing readable: acknowledged and counted once as any other try.
        var part = TallyParts.Cut(TallyCodec.Encode(new Tally()))[0];
        var word = new ChunkCounted(death.Id, part, $"the pool on {_id.Node} died while it counted it", _id.Node, death.Attempt);
        _deaths[death.Id] = new ToldDeath(death.Tracer, word);
        _log.Warning("The former process of this pool died while it counted chunk {0}; that is a failed try", death.Id);
    }

    private void RepeatDeaths()
    {
        foreach (var (id, told) in _deaths.Where(told => Now - told.Value.SentAt >= Repeats.After(told.Value.Sends, _options.RepeatAfter, _options.RepeatAtMost)).ToList())
        {
            if (told.Sends < _options.MaxSends) Tell(told);
            else _deaths.Remove(id);
        }
    }

    private void Tell(ToldDeath told)
    {
        told.Sends++;
        told.SentAt = Now;
        Context.AtPlaceOf(told.Tracer).Tell(told.Word, Self);
    }

    /// <summary>A tracer that has another place than before is known by its offer only; and it need not wait for the next repeat.</summary>
    private void TellWhoOffers(ToldDeath told, IActorRef tracer)
    {
        if (tracer.Equals(told.Tracer)) return;
        (told.Tracer, told.Sends) = (tracer, 0);
        Tell(told);
    }

    private sealed class ToldDeath(IActorRef tracer, ChunkCounted word)
    {
        public IActorRef Tracer { get; set; } = tracer;

        public ChunkCounted Word { get; } = word;

        public TimeSpan SentAt { get; set; }

        public int Sends { get; set; }
    }
}
