using Steadytrace.Traces.Ctf.Layout;

namespace Steadytrace.Traces.Ctf.Plan;

/// <summary>The plans of one count, each made when its stream class is first met. Safe for use by several threads at once.</summary>
internal sealed class PlanShelf
{
    private readonly Dictionary<StreamClass, StreamPlan?> _plans = [];
    private readonly SortedSet<string> _notes = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();

    /// <summary>What is left to the checked reader, and why.</summary>
    public IReadOnlyCollection<string> Notes => _notes;

    /// <summary>The plan of a stream class; null when the checked reader must read it.</summary>
    public StreamPlan? Find(StreamClass stream)
    {
        lock (_lock)
        {
            if (_plans.TryGetValue(stream, out var plan)) return plan;
            plan = StreamPlan.Of(stream, out var obstacle);
            if (plan is null) _notes.Add($"stream {stream.Id} is left to the checked reader: {obstacle}");
            else if (plan.Note is { } note) _notes.Add(note);
            return _plans[stream] = plan;
        }
    }
}
