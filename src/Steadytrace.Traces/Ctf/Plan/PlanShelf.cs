using System.Runtime.CompilerServices;
using Steadytrace.Traces.Ctf.Layout;

namespace Steadytrace.Traces.Ctf.Plan;

/// <summary>The plans of one count, each made when its stream class is first met by any count. Safe for use by several threads at once.</summary>
/// <param name="small">Stream classes not worth a plan of their own.</param>
/// <param name="withTurns">Switches of events that name their process are told too.</param>
internal sealed class PlanShelf(IReadOnlySet<StreamClass> small, bool withTurns = false)
{
    // A plan lives as long as its stream class: chunks of a run share both.
    private static readonly ConditionalWeakTable<StreamClass, PlanOrObstacle> Made = [];
    private static readonly ConditionalWeakTable<StreamClass, PlanOrObstacle> MadeWithTurns = [];

    private readonly SortedSet<string> _notes = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();

    /// <summary>What is left to the checked reader, and why.</summary>
    public IReadOnlyCollection<string> Notes => _notes;

    /// <summary>The plan of a stream class; null when the checked reader must read it.</summary>
    public StreamPlan? Find(StreamClass stream)
    {
        var turns = withTurns && stream.NamesSwitches; // where switches are read for their names anyway, one plan is enough
        var shelf = turns ? MadeWithTurns : Made;
        if (small.Contains(stream) && !shelf.TryGetValue(stream, out _)) return null;
        var made = shelf.GetValue(stream, stream => new PlanOrObstacle(StreamPlan.Of(stream, out var obstacle, turns), obstacle));
        var note = made.Plan is null ? $"stream {stream.Id} is left to the checked reader: {made.Obstacle}" : made.Plan.Note;
        if (note is null) return made.Plan;
        lock (_lock)
        {
            _notes.Add(note);
        }

        return made.Plan;
    }

    private sealed record PlanOrObstacle(StreamPlan? Plan, string? Obstacle);
}
