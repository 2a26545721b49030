using Steadytrace.Traces.Ctf.Layout;

namespace Steadytrace.Traces.Ctf.Plan;

/// <summary>The steps over one event class's fields behind its header, cut into what is at fixed places and the rest.</summary>
internal sealed class EventSteps
{
    private const int MaximumSteps = 512;

    private EventSteps(StreamClass stream, EventClass traced, IReadOnlyList<Step> steps, bool withTurns, string? obstacle)
    {
        Class = traced;
        var dynamic = steps.TakeWhile(step => step.Kind is StepKind.Skip or StepKind.Load or StepKind.Name).Count();
        Fixed = [.. steps.Take(dynamic)];
        Rest = [.. steps.Skip(dynamic)];
        TellsName = traced.HasProcessName && StreamName(stream) is null;
        TellsTurn = withTurns && traced.HasProcessName && (traced.IsSwitch || traced.IsExec);
        Obstacle = obstacle ?? OwnObstacle(steps);
    }

    public EventClass Class { get; }

    /// <summary>Why the checked reader must read these events; null when the plan can.</summary>
    public string? Obstacle { get; }

    /// <summary>Steps at fixed places: loads, names, one skip.</summary>
    public IReadOnlyList<Step> Fixed { get; }

    /// <summary>From the first step on whose size only the packet tells.</summary>
    public IReadOnlyList<Step> Rest { get; }

    /// <summary>Bytes that the fixed steps touch.</summary>
    public long Need => NeedOf(Fixed);

    /// <summary>Bytes that the fixed steps move on by.</summary>
    public long Skip => Fixed.Where(step => step.Kind == StepKind.Skip).Sum(step => step.Bytes);

    /// <summary>The event tells who runs, and no context does.</summary>
    public bool TellsThread => !Class.HasProcessName && (Class.IsSwitch || Class.IsExec);

    /// <summary>The event's steps find its process name: it is not at the place where all names of the stream are.</summary>
    public bool TellsName { get; }

    /// <summary>The event tells who runs from there on, though it names its own process.</summary>
    public bool TellsTurn { get; }

    /// <summary>One skip is all that it takes.</summary>
    public bool IsFixed => Rest.Count == 0 && !TellsThread && !TellsName && !TellsTurn;

    /// <summary>How many steps it takes.</summary>
    public int Count => NestedSteps.CountOf(Fixed) + NestedSteps.CountOf(Rest);

    /// <summary>Events of equal keys share their code.</summary>
    public string Key => string.Join(';', Fixed.Concat(Rest)) + (TellsThread || TellsTurn ? Class.IsSwitch ? "switch" : "exec" : "") + (TellsName ? "name" : "");

    /// <summary>Where all events of the stream have their process name, as 16 characters or more behind nothing but fields of fixed size; null when they do not.</summary>
    public Step? StreamName(StreamClass stream) => StreamNames(stream)
        && Fixed.FirstOrDefault(step => step is { Kind: StepKind.Name, Role: FieldRole.ProcessName, Bytes: >= 16 }) is { Kind: StepKind.Name } name ? name : null;

    /// <summary>Bytes that steps at fixed places touch.</summary>
    public static long NeedOf(IEnumerable<Step> steps) => steps.Select(step => step.Kind switch
    {
        StepKind.Skip => step.Bytes,
        StepKind.Load => step.Load.Offset + step.Load.Bytes,
        StepKind.Name => step.Offset + step.Bytes,
        _ => 0,
    }).DefaultIfEmpty().Max();

    public static EventSteps Of(StreamClass stream, EventClass traced, HeaderPlan header, bool withTurns)
    {
        var builder = new StepBuilder(header.EndAlignment, header.Slots.Keys.Concat(PacketSlots(stream.PacketContext)).Concat(Enumerable.Range(0, TraceLayout.HeaderSlots)));
        builder.Add(stream.EventContext);
        builder.Add(traced.Context);
        builder.Add(traced.Payload);
        var mayTakeNoRoom = header.Paths.Any(path => path.Bytes + header.CommonBytes == 0);
        var steps = builder.Finish();
        return new EventSteps(stream, traced, steps, withTurns, builder.Obstacle
            ?? (mayTakeNoRoom && !steps.Any(step => step.Kind is StepKind.Skip or StepKind.Text) ? "it may take no room" : null));
    }

    private string? OwnObstacle(IReadOnlyList<Step> steps)
    {
        var roles = steps.Select(step => step.Role).ToHashSet();
        if (Count > MaximumSteps) return $"it takes {Count} steps";
        if (TellsName && !roles.Contains(FieldRole.ProcessName)) return "its process name is of unusual form";
        if ((TellsThread || TellsTurn) && Class.IsSwitch && !(roles.Contains(FieldRole.PreviousName) && roles.Contains(FieldRole.NextName))) return "its names are of unusual form";
        return (TellsThread || TellsTurn) && !Class.IsSwitch && !roles.Contains(FieldRole.FileName) ? "its file name is of unusual form" : null;
    }

    private static IEnumerable<int> PacketSlots(FieldClass? field) => field is StructureClass structure
        ? structure.Members.SelectMany(member => PacketSlots(member.Class).Append(member.Slot)).Where(slot => slot >= 0)
        : [];

    private static bool StreamNames(StreamClass stream) => stream.EventContext?.Members.Any(member => member.Role == FieldRole.ProcessName) ?? false;
}
