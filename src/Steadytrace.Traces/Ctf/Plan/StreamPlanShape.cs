namespace Steadytrace.Traces.Ctf.Plan;

/// <summary>All that the loop of a stream class is made from.</summary>
internal sealed record StreamPlanShape
{
    public required HeaderPlan Header { get; init; }

    /// <summary>Where the process name's first 16 bytes lie behind the header; null when the stream's context has none.</summary>
    public required long? NameOffset { get; init; }

    /// <summary>Bytes of the process name's field.</summary>
    public required int NameBytes { get; init; }

    /// <summary>Entries of the table of events.</summary>
    public required int Ids { get; init; }

    /// <summary>An event's entry is found by its id, which is not the entry's place.</summary>
    public required bool FindsIds { get; init; }

    /// <summary>The entry of the only event class of a stream without ids.</summary>
    public required int? OnlyEvent { get; init; }

    /// <summary>The steps of events that are more than a skip, by <see cref="EventInfo.Kind"/> - 1.</summary>
    public required IReadOnlyList<EventSteps> Kinds { get; init; }
}
