using Steadytrace.Cluster.Messages;
using Steadytrace.Recording.Spool;

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
        TallyDecided m => $"TallyDecided {m.Decided.Id} {m.Decided.Outcome} {Seconds(m.Decided.BeginUnixNs)}..{Seconds(m.Decided.EndUnixNs)} last {Seconds(m.Decided.LastUnixNs)}",
        TallyTaken m => $"TallyTaken {m.Id}",
        InventoryReported m => $"InventoryReported {m.Source} runs {string.Join(',', m.Runs.Select(Of))} through {Seconds(m.PublishedThroughUnixNs)}",
        InventoryTaken m => $"InventoryTaken {m.Source} through {Seconds(m.PublishedThroughUnixNs)}{string.Concat((m.LateRuns ?? []).Zip(m.LateBeforeUnixNs ?? [], (run, before) => $" {run} late before {Seconds(before)}"))}",
        _ => message.GetType().Name,
    };

    public static string Seconds(long? unixNs) => unixNs is { } ns ? $"{(ns / 1e9) - World.Start.ToUnixTimeSeconds():0.###}" : "none";

    private static string Of(RunInventory run) =>
        $"{run.Number}:{run.FirstNumber}-{run.LastNumber} {Seconds(run.BeganUnixNs)}..{(run.EndUnixNs is { } end ? Seconds(end) : "")}{(run.LateBeforeUnixNs is { } late ? $" late before {Seconds(late)}" : "")}";
}
