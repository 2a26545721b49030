namespace Steadytrace.Traces.Tallies;

/// <summary>The key of counts per pair: an event and the process it is counted for.</summary>
public readonly record struct EventOfProcess(TracedEvent Event, string Process);
