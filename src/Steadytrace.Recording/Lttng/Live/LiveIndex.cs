namespace Steadytrace.Recording.Lttng.Live;

/// <summary>What comes next in a stream.</summary>
/// <param name="Offset">Where the packet begins in the relay daemon's file, in bytes.</param>
/// <param name="Bits">The packet's size in bits.</param>
/// <param name="End">Clock cycles at the packet's end, or until which nothing happened.</param>
/// <param name="EventsDiscarded">The packet's running counter of lost events.</param>
internal readonly record struct LiveIndex(ulong Offset, ulong Bits, ulong End, ulong EventsDiscarded, IndexStatus Status, LiveFlags Flags);
