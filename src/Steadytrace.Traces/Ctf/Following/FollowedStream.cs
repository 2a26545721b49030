using Steadytrace.Traces.Ctf.Counting;
using Steadytrace.Traces.Ctf.Packets;

namespace Steadytrace.Traces.Ctf.Following;

/// <summary>What is carried from look to look of one stream file.</summary>
internal sealed class FollowedStream(FollowedDirectory directory, string name, StreamTail? before, bool othersHaveTails, Tallies.TallyParts into)
{
    /// <summary>Counts up the events whose thread nobody knows yet.</summary>
    public ThreadTimeline Timeline { get; } = new(into);

    public FollowedDirectory Directory { get; } = directory;

    /// <summary>The file's place in the closed trace.</summary>
    public string Name { get; } = name;

    public StreamLoss Loss { get; } = new(before, othersHaveTails);

    /// <summary>The file's first packet; null until it is whole.</summary>
    public Packet? First { get; set; }

    /// <summary>Events take their process from the thread that runs, as far as the metadata tells.</summary>
    public bool TracksThreads => NeedsThreads && Directory.Known!.Layout.HasSwitches;

    /// <summary>Events carry no process of their own.</summary>
    public bool NeedsThreads => First is { } first && Directory.Known!.Layout.Streams.GetValueOrDefault(first.Stream.Id) is { NeedsThreads: true };

    /// <summary>Packets of several CPUs, whose threads others may tell of.</summary>
    public bool ChangesCpu { get; set; }

    /// <summary>How <see cref="TracksThreads"/> stood when its first packets were counted.</summary>
    public bool? BeganTracking { get; set; }

    /// <summary>Size of the file, when it was looked at last.</summary>
    public long Bytes { get; set; }

    /// <summary>Where the next packet begins.</summary>
    public long Offset { get; set; }

    /// <summary>Its number.</summary>
    public long Number { get; set; }

    /// <summary>Where the last packet left the clock.</summary>
    public ulong Clock { get; set; }

    /// <summary>The version of the metadata with which the next packet could not be read.</summary>
    public int? StuckWith { get; set; }

    /// <summary>Only the closed trace tells it rightly: nothing of it is read before.</summary>
    public bool IsHeldBack { get; set; }

    /// <summary>What files of one stream have in common; null where a file is a stream of its own.</summary>
    public (string Identity, ulong Class, ulong Instance)? Stream =>
        First is { Instance: { } instance, Begin: not null } first && Directory.Known is { } known ? (known.Identity, first.Stream.Id, instance) : null;
}
