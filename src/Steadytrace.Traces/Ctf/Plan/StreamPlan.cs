using Steadytrace.Traces.Ctf.Layout;

namespace Steadytrace.Traces.Ctf.Plan;

/// <summary>The plan of a stream class: its loops as machine code, and what they know of each event id.</summary>
internal sealed class StreamPlan
{
    // A table by id has room for so many ids whatever they are, and for so many more by each declared event.
    private const int TableIds = 1024;
    private const int TableIdsByEvent = 4;

    // Each kind is a few dozen instructions of its own; the compiler gives up optimizing much larger methods.
    private const int MaximumKinds = 384;
    private const int MaximumSteps = 4096;

    private readonly StreamPlanShape _shape;
    private readonly Lazy<EventLoop> _loop, _stampLoop;

    private StreamPlan(StreamPlanShape shape, EventInfo[] infos, ulong[]? ids, string? note)
    {
        (_shape, Infos, Ids, Note) = (shape, infos, ids, note);
        _loop = new Lazy<EventLoop>(() => LoopEmitter.Emit(_shape, stamps: false));
        _stampLoop = new Lazy<EventLoop>(() => LoopEmitter.Emit(_shape, stamps: true));
    }

    /// <summary>By event id, or by place in <see cref="Ids"/>. The array never moves, so that its address may be given to the loop.</summary>
    public EventInfo[] Infos { get; }

    /// <summary>The declared ids in their order, where a table by id would be mostly empty; null where <see cref="Infos"/> is that table.</summary>
    public ulong[]? Ids { get; }

    /// <summary>Events that the checked reader takes one by one, and why; null when there are none.</summary>
    public string? Note { get; }

    /// <summary>The loop, compiled when it is first asked for.</summary>
    /// <param name="stamps">True for the one that reads stamps and changes intervals.</param>
    public EventLoop Loop(bool stamps) => (stamps ? _stampLoop : _loop).Value;

    /// <summary>Makes the plan of a stream class; null with the reason when the checked reader must read it.</summary>
    /// <param name="stream">The stream class.</param>
    /// <param name="obstacle">The reason.</param>
    /// <param name="withTurns">Switches of events that name their process are told too.</param>
    public static StreamPlan? Of(StreamClass stream, out string? obstacle, bool withTurns = false)
    {
        if (HeaderPlan.Of(stream.EventHeader, out obstacle) is not { } header) return null;
        var largest = stream.Events.Select(traced => traced.Id).DefaultIfEmpty().Max();
        if (stream.Events.Count == 0) obstacle = "it declares no events";
        else if (!stream.HasEventId && stream.WithoutId is null) obstacle = "its events tell no id, and it declares none for them";
        if (obstacle is not null) return null;

        var steps = stream.Events.Select(traced => EventSteps.Of(stream, traced, header, withTurns)).ToList();
        var name = steps[0].StreamName(stream);
        if (steps.TrueForAll(step => step.Obstacle is not null)) obstacle = $"event '{steps[0].Class.Traced}': {steps[0].Obstacle}";
        if (obstacle is not null) return null;

        var kinds = new Dictionary<string, int>();
        var used = new List<EventSteps>();
        var ids = largest < TableIds + (ulong)stream.Events.Count * TableIdsByEvent ? null : stream.Events.Select(traced => traced.Id).Order().ToArray();
        var infos = GC.AllocateArray<EventInfo>(ids?.Length ?? (int)largest + 1, pinned: true);
        Array.Fill(infos, new EventInfo { Need = EventInfo.Never });
        foreach (var step in steps) infos[PlaceOf(step.Class.Id)] = InfoOf(step, kinds, used);
        var left = steps.FindAll(step => step.Obstacle is not null);
        return new StreamPlan(new StreamPlanShape
        {
            Header = header,
            NameOffset = name?.Offset,
            NameBytes = (int)(name?.Bytes ?? 0),
            Ids = infos.Length,
            FindsIds = ids is not null,
            OnlyEvent = stream.HasEventId ? null : PlaceOf(stream.WithoutId!.Id),
            Kinds = used,
        }, infos, ids, left.Count == 0 ? null : $"stream {stream.Id}: {left.Count} of {steps.Count} event classes are left to the checked reader, such as '{left[0].Class.Traced}': {left[0].Obstacle}");

        int PlaceOf(ulong id) => ids is null ? (int)id : Array.BinarySearch(ids, id);
    }

    private static EventInfo InfoOf(EventSteps steps, Dictionary<string, int> kinds, List<EventSteps> used)
    {
        if (steps.Obstacle is not null || steps.Need > int.MaxValue / 2) return new EventInfo { Need = EventInfo.Never };
        if (steps.IsFixed) return new EventInfo { Need = (int)steps.Need, Skip = (int)steps.Skip, Column = steps.Class.Index };
        if (!kinds.TryGetValue(steps.Key, out var kind))
        {
            if (used.Count == MaximumKinds || used.Sum(other => other.Count) + steps.Count > MaximumSteps) return new EventInfo { Need = EventInfo.Never };
            used.Add(steps);
            kinds.Add(steps.Key, kind = used.Count);
        }

        return new EventInfo { Need = (int)steps.Need, Kind = kind, Column = steps.Class.Index };
    }
}
