namespace Steadytrace.Traces.Ctf.Checked;

/// <summary>Where reading stands between two events of a packet.</summary>
/// <param name="Clock">The stream's clock, in cycles.</param>
/// <param name="BigEndian">Byte order of the last integer or bit array; null at a packet's begin.</param>
/// <param name="EmptyElements">Elements of the packet that took no room.</param>
internal readonly record struct FieldState(ulong Clock, bool? BigEndian, int EmptyElements);
