using System.Runtime.CompilerServices;
using Steadytrace.Traces.Ctf.Layout;

namespace Steadytrace.Traces.Ctf.Plan;

/// <summary>The plans of one count, each made when its stream class is first met by any count. Safe for use by several threads at once.</summary>
/// <param name="small">Stream classes not worth a plan of their own.</param>
internal sealed class PlanShelf(IReadOnlySet<StreamClass> small)
{
    // A plan lives as long as its stream class: chunks of a run share both.
    private static readonly ConditionalWeakTable<StreamClass, PlanOrObstacle> Made = [];

    private readonly SortedSet<string> _notes = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();

    /// <summary>What is left to the checked reader, and why.</summary>
    public IReadOnlyCollection<string> Notes => _notes;

    /// <summary>The plan of a stream class; null when the checked reader must read it.</summary>
    public StreamPlan? Find(StreamClass stream)
    {
        if (small.Contains(stream) && !Made.TryGetValue(stream, out _)) return null;
        var made = Made.GetValue(stream, static stream => new PlanOrObstacle(StreamPlan.Of(stream, out var obstacle), obstacle));
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
