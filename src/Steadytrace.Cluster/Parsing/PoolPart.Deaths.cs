using Akka.Actor;
using Akka.Event;
using Steadytrace.Cluster.Messages;
using Steadytrace.Recording;
using Steadytrace.Traces.Tallies;

namespace Steadytrace.Cluster.Parsing;

/// <summary>What the former process of this node was counting when it died is a failed try, told to each chunk's tracer until it knows.</summary>
public sealed partial class PoolPart
{
    private readonly Dictionary<ChunkId, ToldDeath> _deaths = [];

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
        told.Tracer.Tell(told.Word, Self);
    }

    private sealed class ToldDeath(IActorRef tracer, ChunkCounted word)
    {
        public IActorRef Tracer { get; } = tracer;

        public ChunkCounted Word { get; } = word;

        public TimeSpan SentAt { get; set; }

        public int Sends { get; set; }
    }
}
