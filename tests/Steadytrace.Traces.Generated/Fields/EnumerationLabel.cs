namespace Steadytrace.Traces.Generated.Fields;

/// <summary>A label and the values that have it; both ends as 64 bits of the container's signedness.</summary>
/// <param name="Name">The label.</param>
/// <param name="Low">The lowest value.</param>
/// <param name="High">The highest value.</param>
/// <param name="IsImplicit">Its value follows from the label before it and is not written.</param>
/// <param name="IsQuoted">Written as a text.</param>
public sealed record EnumerationLabel(string Name, long Low, long High, bool IsImplicit, bool IsQuoted);
