namespace Steadytrace.Traces.Ctf.Metadata;

/// <summary>Metadata that is damaged or not understood.</summary>
/// <param name="offset">Bytes from the beginning of the metadata text.</param>
/// <param name="reason">What was found, what was expected.</param>
internal sealed class MetadataException(int offset, string reason) : Exception(reason)
{
    public int Offset { get; } = offset;
}
