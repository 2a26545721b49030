using Steadytrace.Cluster.Messages;

namespace Steadytrace.Simulation;

/// <summary>A message in a few words.</summary>
internal static class Told
{
    public static string Of(object message) => message switch
    {
        OfferChunk m => $"OfferChunk {m.Offer.Id}",
        OfferAnswered m => $"OfferAnswered {m.Id} {m.Accepted}",
        ChunkLeased m => $"ChunkLeased {m.Offer.Id} lease {m.Lease}",
        ChunkCounted m => $"ChunkCounted {m.Id} {m.Fault}",
        ChunkCountedTaken m => $"ChunkCountedTaken {m.Id}",
        ChunkDecided m => $"ChunkDecided {m.Id}",
        TallyDecided m => $"TallyDecided {m.Decided.Id} {m.Decided.Outcome}",
        TallyTaken m => $"TallyTaken {m.Id}",
        InventoryReported m => $"InventoryReported {m.Source} runs {string.Join(',', m.Runs.Select(run => $"{run.Number}:{run.FirstNumber}-{run.LastNumber}"))} through {Seconds(m.PublishedThroughUnixNs)}",
        InventoryTaken m => $"InventoryTaken {m.Source} through {Seconds(m.PublishedThroughUnixNs)}",
        _ => message.GetType().Name,
    };

    public static string Seconds(long? unixNs) => unixNs is { } ns ? $"{(ns / 1e9) - World.Start.ToUnixTimeSeconds():0.###}" : "none";
}
