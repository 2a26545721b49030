namespace Steadytrace.Traces.Ctf.Checked;

/// <summary>A packet whose bytes contradict the metadata; caught where the packet is counted and turned into a fault.</summary>
/// <param name="bit">Bits from the packet's beginning.</param>
/// <param name="reason">What was found, what was expected.</param>
internal sealed class DamagedPacketException(long bit, string reason) : Exception(reason)
{
    public long Bit { get; } = bit;
}
