namespace Steadytrace.Recording;

/// <summary>One chunk: numbered from 0 without holes within its run; runs of a source are numbered upwards.</summary>
public readonly record struct ChunkId(SourceId Source, long Run, long Number)
{
    public override string ToString() => $"{Source}/{Run}/{Number}";
}
