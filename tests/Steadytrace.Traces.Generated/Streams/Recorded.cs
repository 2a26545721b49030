namespace Steadytrace.Traces.Generated.Streams;

/// <summary>One event that was written.</summary>
/// <param name="Identity">The trace; threads are followed within it.</param>
/// <param name="Cpu">Null where packets do not tell it.</param>
/// <param name="Time">Nanoseconds; null in a stream without time.</param>
/// <param name="Event">The event's name.</param>
/// <param name="Own">The process name that it carries itself.</param>
/// <param name="Previous">Of a switch: who leaves.</param>
/// <param name="Next">Of a switch: who runs next. Of an exec: the name it takes.</param>
public sealed record Recorded(string Identity, ulong? Cpu, Int128? Time, string Event, string? Own, string? Previous, string? Next);
