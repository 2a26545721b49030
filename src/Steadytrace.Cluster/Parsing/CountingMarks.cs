using System.Text.Json;
using Akka.Actor;
using Steadytrace.Cluster.Messages;
using Steadytrace.Recording;

namespace Steadytrace.Cluster.Parsing;

/// <summary>Which chunks a pool counts now, one small file each: those that stand when the next process of the node starts were being counted when this one died.</summary>
/// <remarks>
/// Only the pool's own machine can tell a death from a cut link or a node that was stopped: whoever looks from afar sees silence in each case. Not synced: after a loss of power nobody
/// holds it against the chunk.
/// </remarks>
public sealed class CountingMarks
{
    private const string Extension = ".mark";
    private readonly string _folder;

    public CountingMarks(string workDirectory) => _folder = Path.Combine(workDirectory, "counting");

    /// <summary>A worker begins. Where it cannot be noted, counting goes on: then a death is nobody's failed try.</summary>
    public void Put(ChunkLeased lease)
    {
        try
        {
            Directory.CreateDirectory(_folder);
            var offer = lease.Offer;
            var mark = new Mark(
                offer.Id.Source.Host.Value, offer.Id.Source.Recorder, offer.Id.Run, offer.Id.Number, offer.Datacenter, Akka.Serialization.Serialization.SerializedActorPath(offer.Tracer),
                DateTime.UtcNow.Ticks);
            File.WriteAllText(PathOf(lease), JsonSerializer.Serialize(mark));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A full disk, of which others tell.
        }
    }

    /// <summary>A worker has come to an end, or was called off.</summary>
    public void Take(ChunkLeased lease) => Delete(PathOf(lease));

    /// <summary>The pool ends in order: what its workers leave undone is no death.</summary>
    public void Clear()
    {
        if (!Directory.Exists(_folder)) return;
        foreach (var path in Directory.GetFiles(_folder)) Delete(path);
    }

    /// <summary>What the process before was counting when it died, and forgets it.</summary>
    /// <param name="system">Resolves the tracers.</param>
    public IReadOnlyList<DeathOfWorker> TakeDeaths(ActorSystem system)
    {
        if (!Directory.Exists(_folder)) return [];
        var deaths = Directory.GetFiles(_folder, "*" + Extension).Select(path => Read(path, system)).OfType<DeathOfWorker>().ToList();
        Clear();
        return deaths;
    }

    private static DeathOfWorker? Read(string path, ActorSystem system)
    {
        try
        {
            if (JsonSerializer.Deserialize<Mark>(File.ReadAllText(path)) is not { } mark) return null;
            var tracer = ((ExtendedActorSystem)system).Provider.ResolveActorRef(ActorPath.Parse(mark.Tracer).WithUid(ActorCell.UndefinedUid).ToSerializationFormat());
            return new DeathOfWorker(new ChunkId(new SourceId(new HostId(mark.Host), mark.Recorder), mark.Run, mark.Number), mark.Datacenter, tracer, mark.Attempt);
        }
        catch (Exception e) when (e is JsonException or IOException or ArgumentException or FormatException or UriFormatException)
        {
            // The process died while it wrote it.
            return null;
        }
    }

    private static void Delete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Gone already with its folder.
        }
    }

    // Names of other hosts come from outside: none may lead out of the folder.
    private string PathOf(ChunkLeased lease) => Path.Combine(_folder, Uri.EscapeDataString($"{lease.Offer.Datacenter}-{lease.Offer.Id}") + Extension);

    private sealed record Mark(string Host, string Recorder, long Run, long Number, string Datacenter, string Tracer, long Attempt);
}
